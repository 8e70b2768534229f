import { css } from "lit";

export const styles = css`
  :host { display: grid; gap: 24px; align-content: start; }
  section { display: grid; gap: 16px; padding-top: 24px; border-top: 1px solid var(--hw-line); }
  label { display: block; margin-bottom: 4px; }
  .line { display: flex; gap: 8px; align-items: center; margin: 0; font-weight: 400; cursor: pointer; }
  output { float: right; font-weight: 400; color: var(--hw-muted); }
  .row { display: flex; gap: 8px; }
`;
