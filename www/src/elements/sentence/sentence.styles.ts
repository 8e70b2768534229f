import { css } from "lit";

export const styles = css`
  :host { display: block; }
  label { display: block; margin-bottom: 4px; }
  textarea { display: block; resize: none; line-height: 1.45; padding: 8px; field-sizing: content; min-height: 72px; max-height: 160px; }
  textarea[aria-invalid="true"] { border-color: var(--hw-danger); }
  .error { color: var(--hw-danger); }
  select { margin-top: 8px; color: var(--hw-muted); }
`;
