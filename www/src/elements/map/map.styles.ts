import { css } from "lit";

export const styles = css`
  /* The picture takes more room than words do, and begins where the other pages do while the window is not wider. */
  .body { gap: 16px; max-width: 1440px; padding: 24px clamp(24px, 50cqi - 592px, 48px) 48px; font-size: var(--hw-text-body); }
  h3 { margin: 0 0 8px; font-size: var(--hw-text-body); font-weight: 600; }
  .introduction { max-width: none; }
  .controls { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: end; }
  .controls > label { display: grid; gap: 4px; }
  .head { width: 216px; }
  .length { width: 112px; }
  .count { width: 72px; }
  .controls headwise-choice { min-width: 128px; }
  .controls .mask { min-width: 208px; }
  .controls > .hint { flex: 1 1 100%; max-width: 96ch; }
  .story { margin: 0; line-height: 1.5; text-wrap: pretty; }
  details { padding-bottom: 6px; }
  details[open] { flex: 1 1 100%; }
  summary { width: max-content; cursor: pointer; color: var(--hw-accent); }
  textarea { display: block; margin-top: 8px; max-width: 720px; min-height: 72px; resize: vertical; }
  code { font-family: var(--hw-font-mono); font-size: 0.95em; }
  .work { display: grid; grid-template-columns: minmax(0, 1fr) 272px; gap: 24px; align-items: start; }
  headwise-map-stage { height: clamp(440px, calc(100vh - 232px), 900px); }
  .dropping headwise-map-stage { outline: 2px dashed var(--hw-accent); outline-offset: 4px; }
  .state { display: flex; flex-wrap: wrap; gap: 4px 24px; min-height: 24px; margin: 8px 0 0; color: var(--hw-muted); }
  .state p { margin: 0; }
  .side { display: grid; gap: 24px; }
  .ramp { height: 12px; border: 1px solid var(--hw-edge); background: linear-gradient(to right in oklab, var(--hw-background), var(--hw-weight)); }
  .marks { position: relative; height: 20px; margin: 4px 0 8px; padding: 0; list-style: none; font-size: var(--hw-text-small); color: var(--hw-muted); }
  .marks li { position: absolute; left: calc(100% * var(--place)); transform: translateX(-50%); white-space: nowrap; }
  .marks li:first-child { transform: none; }
  .marks li:last-child { transform: translateX(-100%); }
  .swatch { display: inline-block; width: 12px; height: 12px; vertical-align: -1px; border: 1px solid var(--hw-edge); background: var(--hw-pressed); }
  .aggregate { margin: 8px 0 0; line-height: 1.5; text-wrap: pretty; }
  dl { margin: 0; display: grid; gap: 4px; }
  dl div { display: flex; justify-content: space-between; gap: 16px; border-bottom: 1px solid var(--hw-line); padding-bottom: 4px; }
  dt { color: var(--hw-muted); }
  dd { margin: 0; text-align: end; overflow-wrap: anywhere; }
  .derived dd { white-space: nowrap; }
  .pointed { min-height: 80px; margin: 0; align-content: start; }
  .derived h3 { font-weight: 500; }
  .derived .result { border-bottom: 0; }
  .derived .result dd { font-weight: 600; }
  .derived p { margin: 0; }
  .strongest ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 248px), 1fr)); gap: 4px 16px; margin: 0 -8px; padding: 0; list-style: none; }
  .strongest button {
    display: flex; justify-content: space-between; align-items: center; gap: 16px; width: 100%; min-height: 0; padding: 4px 8px;
    text-align: start; line-height: 1.35;
  }
  .strongest b { font-weight: 600; }
  .hint { margin: 0; }

  @container (max-width: 900px) {
    .body { padding: 16px; }
    .work { grid-template-columns: minmax(0, 1fr); gap: 16px; }
    .controls { order: 1; }
    .strongest { order: 2; }
    .side { grid-template-columns: repeat(auto-fit, minmax(min(100%, 272px), 1fr)); }
    headwise-map-stage { height: clamp(360px, 100vw, 640px); }
    .head, .controls headwise-choice, .controls .mask { flex: 1 1 100%; }
  }
`;
