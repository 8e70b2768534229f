import { css } from "lit";

export const styles = css`
  :host {
    --javascript: var(--hw-muted); --cpu-1: var(--hw-query); --cpu: var(--hw-value); --webgpu: var(--hw-key);
  }
  .body { gap: 32px; }
  h2 { margin: 0 0 8px; font-size: var(--hw-text-large); font-weight: 600; letter-spacing: -0.01em; }
  .controls { display: flex; flex-wrap: wrap; gap: 16px 24px; align-items: end; }
  .controls headwise-choice { min-width: 184px; }
  .controls headwise-choice:first-child { min-width: 304px; }
  details { flex: 1 1 100%; order: 1; }
  summary { width: max-content; cursor: pointer; color: var(--hw-accent); }
  .cases { display: flex; flex-wrap: wrap; gap: 16px 48px; margin-top: 16px; }
  fieldset { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0; padding: 0; border: 0; }
  fieldset label { display: flex; gap: 8px; align-items: center; min-height: 32px; font-weight: 400; cursor: pointer; }
  fieldset legend { padding: 0; }
  .actions { display: flex; flex: 1; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
  .primary { border-color: transparent; background: var(--hw-accent); color: var(--hw-on-accent); font-weight: 500; }
  .primary:hover:not(:disabled) { border-color: transparent; background: color-mix(in oklab, var(--hw-accent) 86%, var(--hw-ink)); }
  .primary:active:not(:disabled) { background: color-mix(in oklab, var(--hw-accent) 72%, var(--hw-ink)); }
  progress { appearance: none; width: 160px; height: 8px; border: 0; border-radius: 4px; overflow: hidden; background: var(--hw-sunken); }
  progress::-webkit-progress-bar { background: var(--hw-sunken); }
  progress::-webkit-progress-value { background: var(--hw-accent); }
  progress::-moz-progress-bar { background: var(--hw-accent); }
  .what { color: var(--hw-muted); }
  .doubts { padding: 8px 16px; border-left: 4px solid var(--hw-accent); background: var(--hw-sunken); line-height: 1.5; }
  .doubts p { margin: 4px 0; max-width: 80ch; }
  .findings p { margin: 0 0 4px; font-size: var(--hw-text-lead); line-height: 1.5; }
  .plots { display: flex; flex-wrap: wrap; gap: 24px; }
  .findings p + .plots { margin-top: 24px; }
  figure { margin: 0; min-width: 0; }
  figcaption { font-weight: 600; }
  figcaption span { display: block; font-weight: 400; font-size: var(--hw-text-small); color: var(--hw-muted); }
  svg { display: block; overflow: visible; font-size: var(--hw-text-small); }
  .grid line { stroke: var(--hw-line); }
  .ticks text { fill: var(--hw-muted); }
  .name { fill: var(--hw-ink); paint-order: stroke; stroke: var(--hw-background); stroke-width: 4px; stroke-linejoin: round; }
  .series { color: var(--javascript); fill: currentColor; stroke: none; }
  .series.cpu-1 { color: var(--cpu-1); }
  .series.cpu { color: var(--cpu); }
  .series.webgpu { color: var(--webgpu); }
  .series polyline { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
  .series.javascript path { fill: none; stroke: currentColor; stroke-width: 2; }
  .spread { stroke: currentColor; stroke-width: 2; opacity: 0.45; }
  /* A table that grows below the picture is not laid out while nobody sees it. */
  .measurements { content-visibility: auto; contain-intrinsic-size: auto 800px; }
  .scroll { overflow-x: auto; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: 4px 16px 4px 0; text-align: end; white-space: nowrap; font-weight: 400; vertical-align: baseline; }
  thead th { color: var(--hw-muted); font-size: var(--hw-text-small); }
  thead span { text-decoration: underline dotted; text-underline-offset: 3px; }
  th:first-child { text-align: start; }
  tbody { border-top: 1px solid var(--hw-line); }
  th[scope="rowgroup"] { padding-top: 8px; font-weight: 600; }
  tbody tr:last-child > * { padding-bottom: 8px; }
  .reason { text-align: start; color: var(--hw-muted); }
  .wrong, .unsteady { color: var(--hw-danger); }
  dl { margin: 0; display: grid; gap: 4px; }
  dl div { display: grid; grid-template-columns: 184px minmax(0, 1fr); gap: 16px; }
  dt { color: var(--hw-muted); }
  dd { margin: 0; overflow-wrap: anywhere; }
  @container (max-width: 600px) {
    .body { gap: 24px; }
    .controls headwise-choice, .controls headwise-choice:first-child { flex: 1 1 100%; min-width: 0; }
    dl div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  }
`;
