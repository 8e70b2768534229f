import { css } from "lit";

export const styles = css`
  .body { gap: 24px; }
  .body > headwise-choice { max-width: 464px; }
  h3 { margin: 0 0 8px; font-size: var(--hw-text-lead); font-weight: 600; }
  h3.later { margin-top: 32px; }
  h4 { margin: 0 0 8px; font-size: var(--hw-text-body); font-weight: 500; color: var(--hw-muted); }
  a { color: var(--hw-accent); text-underline-offset: 4px; }
  .sentence { max-width: 720px; }
  .waiting { color: var(--hw-muted); }
  .evidence { margin: 0 0 16px; line-height: 1.5; text-wrap: pretty; }
  .told { margin: 16px 0 0; min-height: 3em; line-height: 1.5; }
  .number { font-weight: 600; }
  .figure { color: var(--hw-muted); text-align: end; }
  .steps { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }

  .gallery { display: grid; grid-template-columns: minmax(0, 600px) minmax(0, 1fr); gap: 48px; align-items: start; }
  .maps { display: grid; gap: 16px; }
  .maps h3 { font-size: var(--hw-text-body); color: var(--hw-muted); font-weight: 500; margin: 0; }
  .row { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 4px; margin: 0 -8px; }
  .head {
    display: flex; flex-direction: column; justify-content: flex-start; min-width: 0; min-height: 0; padding: 8px;
    border-color: transparent; background: none; text-align: start;
    font-size: var(--hw-text-small); line-height: 1.35; overflow-wrap: anywhere; hyphens: auto;
  }
  .head .name { color: var(--hw-muted); }
  .head headwise-head-map { margin-bottom: 4px; }
  headwise-head-map { border: 1px solid var(--hw-line); background: var(--hw-surface); }
  button[aria-pressed="true"] { border-color: var(--hw-accent); background: var(--hw-highlight); }
  button.head[aria-pressed="true"] .name { color: var(--hw-ink); }
  .ramp {
    display: inline-block; width: 64px; height: 12px; vertical-align: -2px; border: 1px solid var(--hw-edge);
    background: linear-gradient(to right, var(--hw-surface), var(--hw-weight));
  }
  .pictures { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; }
  .large { position: relative; flex: 1 1 200px; min-width: 0; max-width: 320px; cursor: crosshair; }
  .mark {
    position: absolute; left: -4px; right: -4px; top: calc(100% * var(--row) / var(--count)); height: calc(100% / var(--count));
    border: 1px solid var(--hw-ink); border-radius: 2px; pointer-events: none;
  }
  .arcs { display: flex; align-items: flex-start; max-width: 100%; }
  .arcs ol { margin: 0; padding: 0; list-style: none; min-width: 0; }
  .arcs li { height: 24px; }
  .word {
    display: flex; gap: 8px; justify-content: space-between; align-items: baseline; width: 100%; min-height: 0; height: 24px; padding: 0 8px;
    border-color: transparent; background: none; line-height: 22px; white-space: nowrap;
  }
  .word small { font-size: var(--hw-text-small); color: var(--hw-muted); }
  .arcs svg { flex: none; overflow: visible; }
  .arc { fill: none; stroke: var(--hw-weight); stroke-linecap: round; }
  .arc.gold { stroke: var(--hw-value); }
  .arc.miss { stroke: var(--hw-muted); stroke-dasharray: 3 5; }
  .key { margin: 8px 0 0; font-size: var(--hw-text-small); color: var(--hw-muted); }
  .key span { display: inline-block; margin-right: 12px; padding-left: 8px; border-left: 4px solid var(--hw-muted); }
  .key .gold { border-color: var(--hw-value); }
  .key .hit, .key .greedy { border-color: var(--hw-weight); }
  .key .miss, .key .sensitivity { border-left-style: dotted; }
  dl { margin: 0 0 16px; display: grid; gap: 4px; }
  dl div { display: flex; justify-content: space-between; gap: 16px; border-bottom: 1px solid var(--hw-line); padding-bottom: 4px; }
  dt { color: var(--hw-muted); }
  dd { margin: 0; white-space: nowrap; }

  summary { width: max-content; cursor: pointer; color: var(--hw-accent); }
  .scroll { overflow-x: auto; margin-top: 16px; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: 4px 16px 4px 0; text-align: end; font-weight: 400; vertical-align: baseline; white-space: nowrap; }
  .exam th, .words { white-space: normal; }
  thead th { color: var(--hw-muted); font-size: var(--hw-text-small); }
  tbody tr { border-top: 1px solid var(--hw-line); }
  th:first-child, .words { text-align: start; }
  .scroll .words { min-width: 120px; }

  .asks { display: flex; flex-wrap: wrap; gap: 16px 32px; align-items: center; }
  .asks select { width: auto; margin-left: 8px; }
  .relations { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 48px; align-items: start; }
  .bars { margin: 8px 0 0; padding: 0; list-style: none; }
  .bar-row {
    display: grid; grid-template-columns: 32px minmax(0, 1fr) 48px; gap: 8px; align-items: center; width: 100%; min-height: 24px; padding: 2px 8px;
    border-color: transparent; background: none; text-align: start;
  }
  svg.share { width: 100%; height: 12px; background: var(--hw-sunken); overflow: visible; }
  svg.share rect { fill: var(--hw-weight); }
  svg.share line { stroke: var(--hw-ink); stroke-width: 2; vector-effect: non-scaling-stroke; }

  .prune { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 32px 48px; align-items: start; }
  fieldset { margin: 0 0 8px; padding: 0; border: 0; }
  .switches legend { padding: 0; font-size: var(--hw-text-body); color: var(--hw-muted); }
  .switch { display: grid; grid-template-columns: 16px 32px minmax(0, 1fr) auto; gap: 8px; align-items: center; min-height: 28px; font-weight: 400; cursor: pointer; }
  .orders { display: grid; gap: 16px; margin-top: 16px; }
  .orders label { font-weight: 400; }
  .exam th { text-align: start; }
  .exam .loud { font-size: var(--hw-text-large); font-weight: 600; }
  .exam.busy .loud { color: var(--hw-muted); }
  .meter { display: inline-block; width: 100%; min-width: 64px; height: 8px; background: var(--hw-sunken); }
  .meter span { display: block; height: 100%; background: var(--hw-weight); }
  progress { appearance: none; width: 96px; height: 8px; border: 0; background: var(--hw-sunken); }
  progress::-webkit-progress-bar { background: var(--hw-sunken); }
  progress::-webkit-progress-value { background: var(--hw-accent); }
  progress::-moz-progress-bar { background: var(--hw-accent); }
  figure { margin: 24px 0 0; }
  figcaption { font-weight: 600; }
  figcaption span { display: block; font-weight: 400; font-size: var(--hw-text-small); color: var(--hw-muted); }
  .curve { display: block; width: 100%; max-width: 440px; height: auto; font-size: var(--hw-text-small); }
  .curve text { fill: var(--hw-muted); }
  .gridline { stroke: var(--hw-line); }
  .ideal { stroke: var(--hw-muted); stroke-dasharray: 2 4; }
  .curve polyline { fill: none; stroke: var(--hw-weight); stroke-width: 2; }
  .curve polyline.sensitivity { stroke: var(--hw-muted); stroke-dasharray: 6 4; }
  .live { fill: var(--hw-key); stroke: var(--hw-background); }
  .live.now { fill: var(--hw-accent); stroke-width: 2; }
  .foretold { display: grid; grid-template-columns: 1fr 1fr; gap: 32px; }
  .next .meter { min-width: 0; }
  .next { margin: 0; padding: 0; list-style: none; }
  .next li { display: grid; grid-template-columns: 72px minmax(0, 1fr) 48px; gap: 8px; align-items: center; min-height: 24px; }

  @container (max-width: 900px) {
    .gallery, .relations, .prune { grid-template-columns: minmax(0, 1fr); gap: 32px; }
  }
  @container (max-width: 600px) {
    .body { gap: 16px; }
    .row { grid-template-columns: repeat(3, minmax(0, 1fr)); }
    .foretold { gap: 16px; }
    .next li { grid-template-columns: 56px minmax(0, 1fr) 48px; }
    .orders label { display: block; }
    th, td { padding-right: 8px; }
  }
`;
