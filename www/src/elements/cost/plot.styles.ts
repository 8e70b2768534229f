/** Plots, their keys and tables. The hue of a line is its kind of attention, here and in the table. */
import { css } from "lit";

export const plotStyles = css`
  figure { margin: 0; min-width: 0; }
  figcaption { margin-bottom: 8px; font-weight: 600; }
  figcaption span { display: block; font-weight: 400; font-size: var(--hw-text-small); color: var(--hw-muted); text-wrap: pretty; }
  .plot { display: block; max-width: 100%; overflow: visible; font-size: var(--hw-text-small); cursor: crosshair; touch-action: pan-y; }
  .plot text { fill: var(--hw-muted); }
  .grid line { stroke: var(--hw-line); }
  .curve { --hue: var(--hw-query); fill: none; stroke: var(--hue); stroke-width: 1.75; stroke-linejoin: round; }
  .curve.gqa { --hue: var(--hw-value); stroke-dasharray: 7 3; }
  .curve.mqa { --hue: var(--hw-key); stroke-dasharray: 2 3; }
  .curve.mla { --hue: var(--hw-weight); stroke-dasharray: 9 3 2 3; }
  .curve.own { stroke-width: 3.5; }
  .curve circle { fill: var(--hue); stroke: var(--hw-background); stroke-width: 1.5; stroke-dasharray: none; }
  svg.curve { display: inline-block; vertical-align: 1px; }
  .cross, .ridge { stroke: var(--hw-muted); stroke-width: 1; stroke-dasharray: 1 3; }
  .plot .cross-name, .plot .name, .plot .roof-name, .pass text { fill: var(--hw-ink); }
  .plot .name.own, .plot .cross-name, .pass text { font-weight: 600; }
  .plot .kind { fill: var(--hw-muted); font-weight: 400; }
  .room { stroke: var(--hw-ink); stroke-width: 1; }
  .plot :is(.room-name, .roof-name) { paint-order: stroke; stroke: var(--hw-background); stroke-width: 4px; stroke-linejoin: round; }
  .roof { fill: none; stroke: var(--hw-ink); stroke-width: 2; stroke-linejoin: round; }
  .step circle { fill: var(--hw-muted); stroke: var(--hw-background); stroke-width: 1; }
  .step.hollow circle { fill: var(--hw-background); stroke: var(--hw-muted); stroke-width: 1.5; }
  .ring { fill: none; stroke: var(--hw-accent); stroke-width: 2; }
  .pass { fill: var(--hw-accent); stroke: var(--hw-background); stroke-width: 2; }
  .pass text { stroke: var(--hw-background); stroke-width: 4px; paint-order: stroke; stroke-linejoin: round; }
  .read { min-height: 1.5em; margin: 8px 0; font-size: var(--hw-text-small); color: var(--hw-muted); }

  .memory svg { display: block; max-width: 100%; overflow: visible; }
  .free { fill: var(--hw-sunken); }
  .memory { --weights: color-mix(in oklab, var(--hw-stream) 80%, var(--hw-background)); --caches: color-mix(in oklab, var(--hw-output) 80%, var(--hw-background)); }
  rect.weights, .swatch.weights { fill: var(--weights); background: var(--weights); }
  rect.caches, .swatch.caches { fill: var(--caches); background: var(--caches); }
  .between { stroke: var(--hw-background); stroke-width: 1; }
  .over { fill: var(--hw-background); fill-opacity: 0.55; }
  .limit { stroke: var(--hw-ink); stroke-width: 2; }
  .key { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 8px 0 0; padding: 0; list-style: none; font-size: var(--hw-text-small); }
  .swatch { display: inline-block; width: 12px; height: 12px; margin-right: 6px; vertical-align: -1px; }
  .swatch.free { background: var(--hw-sunken); outline: 1px solid var(--hw-edge); outline-offset: -1px; }
  .swatch.over { border-left: 2px solid var(--hw-ink); background: color-mix(in oklab, var(--caches) 45%, var(--hw-background)); }
  .too-much { color: var(--hw-danger); }

  .scroll { overflow-x: auto; margin-top: 16px; }
  table { width: 100%; border-collapse: collapse; font-size: var(--hw-text-body); }
  th, td { padding: 3px 0 3px 16px; text-align: end; font-weight: 400; white-space: nowrap; }
  th:first-child { padding-left: 0; text-align: start; }
  .models :is(th, td):nth-child(2) { text-align: start; }
  thead th { color: var(--hw-muted); font-size: var(--hw-text-small); }
  tbody tr { border-top: 1px solid var(--hw-line); }
  tr.off td, tr.off .name { color: var(--hw-muted); }
  .models label { display: flex; gap: 8px; align-items: center; font-weight: 400; cursor: pointer; }
  .models .own .name { padding-left: 24px; font-weight: 600; }
  .models .own td { font-weight: 600; }
  @container (max-width: 760px) {
    th, td { padding-left: 8px; }
    .models { font-size: var(--hw-text-small); }
    .models svg.curve { width: 20px; }
  }
`;
