import { css } from "lit";

export const styles = css`
  :host { flex: none; display: flex; align-items: center; gap: 8px 16px; height: 44px; padding: 0 4px; font-size: var(--hw-text-small); overflow: hidden; }
  h3 { flex: none; max-width: 40%; margin: 0; overflow: hidden; font-size: inherit; font-weight: 500; white-space: nowrap; text-overflow: ellipsis; }
  /* What does not fit stands in a second line, out of sight. */
  ol { flex: 1; display: flex; flex-wrap: wrap; gap: 16px; height: 30px; margin: 0; padding: 0; overflow: hidden; list-style: none; }
  li { display: grid; grid-template-columns: 1fr auto; gap: 4px 8px; flex: 0 0 104px; height: 30px; align-content: start; }
  .word { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; font-weight: 500; }
  .share { color: var(--hw-muted); }
  .bar { grid-column: 1 / -1; height: 4px; border-radius: 2px; background: linear-gradient(to right, var(--hw-accent) var(--share), var(--hw-line) var(--share)); }
  p { display: flex; align-items: center; gap: 16px; margin: 0; color: var(--hw-muted); }
  progress { width: 120px; height: 4px; accent-color: var(--hw-accent); }
`;
