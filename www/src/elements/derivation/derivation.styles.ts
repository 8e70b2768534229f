import { css } from "lit";

export const styles = css`
  :host { display: block; font-size: var(--hw-text-body); line-height: 1.5; overflow-wrap: anywhere; }
  p { margin: 0; }
  .head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0 8px; min-height: 32px; }
  h2 { margin: 0; font-size: var(--hw-text-body); font-weight: 600; }
  h3 { margin: 24px 0 0; padding-top: 16px; border-top: 1px solid var(--hw-line); font-size: var(--hw-text-body); font-weight: 600; }
  .dot { display: inline-block; width: 8px; height: 8px; margin-right: 4px; border-radius: 50%; }
  .note { font-size: var(--hw-text-small); color: var(--hw-muted); }
  .head > * { white-space: nowrap; }
  p.note { margin-top: 8px; }
  .cell { margin-top: 8px; font-size: var(--hw-text-lead); }
  .value { font-size: var(--hw-text-large); font-weight: 500; }
  .equals { color: var(--hw-muted); font-weight: 400; }
  .rule { margin-top: 12px; color: var(--hw-ink); }
  .symbol { font-family: var(--hw-font-math); font-style: italic; font-size: 1.08em; }
  .cells { border-radius: 2px; }
  .cells:hover { background: var(--hw-highlight); }
  .head button { display: inline-flex; gap: 4px; align-items: center; padding: 0 4px; font-size: var(--hw-text-small); color: var(--hw-accent); }
  .head button svg { width: 12px; height: 12px; }
  .set { margin-top: 8px; }
  .set b { font-weight: 600; }
  .set > p { font-size: var(--hw-text-small); color: var(--hw-muted); }
  .sources { display: grid; gap: 2px; margin-top: 4px; }
  .sources button {
    display: flex; justify-content: space-between; gap: 8px; min-height: 28px; padding: 2px 8px; border-color: transparent;
    background: none; text-align: start; align-items: center;
  }
  .sources button:hover { background: var(--hw-highlight); }
  .sources button > :last-child { white-space: nowrap; }
  summary { min-height: 24px; font-size: var(--hw-text-small); color: var(--hw-muted); cursor: pointer; }
  .coarse { display: none; }
  @media (pointer: coarse) {
    .coarse { display: inline; }
    .fine { display: none; }
    .sources button { min-height: 40px; }
  }
`;
