import { css } from "lit";

export const styles = css`
  :host { display: block; }
  .chips { display: grid; grid-template-columns: repeat(4, 1fr); gap: 4px; margin-top: 4px; }
  button { display: flex; align-items: center; justify-content: center; gap: 8px; padding: 0 4px; border-color: var(--hw-edge); }
  .mark { width: 12px; height: 12px; border: 2px solid var(--head); border-radius: 2px; }
  button[aria-pressed="true"] .mark { background: var(--head); }
  button[aria-pressed="false"] { color: var(--hw-muted); text-decoration: line-through; border-style: dashed; }
`;
