import { css } from "lit";

export const styles = css`
  :host { display: block; }
  fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
  legend { padding: 0; margin-bottom: 4px; }
  legend i { font-family: var(--hw-font-math); font-weight: 400; color: var(--hw-muted); }
  .bar {
    display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; border: 1px solid var(--hw-edge);
    border-radius: var(--hw-radius-small); overflow: hidden; background: var(--hw-surface);
  }
  .segment { position: relative; display: block; cursor: pointer; }
  .segment + .segment { border-left: 1px solid var(--hw-line); }
  input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: inherit; }
  span { display: grid; place-items: center; min-height: 30px; padding: 0 4px; font-size: var(--hw-text-body); font-weight: 400; }
  .segment:hover input:not(:checked) + span { background: var(--hw-hover); }
  input:checked + span { background: var(--hw-ink); color: var(--hw-surface); font-weight: 500; }
  input:focus-visible + span { outline: 2px solid var(--hw-accent); outline-offset: -3px; }
  .segment:has(:disabled) { cursor: not-allowed; }
  input:disabled + span { color: var(--hw-muted); text-decoration: line-through; background: none; }
  @media (pointer: coarse) { span { min-height: 38px; } }
`;
