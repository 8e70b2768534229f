import { css } from "lit";

export const styles = css`
  .body {
    grid-template: auto auto 1fr / 272px minmax(0, 1fr); grid-template-areas: "head head" "choices live" "choices ways";
    gap: 24px 32px;
  }
  .introduction { grid-area: head; }
  .choices { grid-area: choices; display: flex; flex-direction: column; gap: 16px; min-width: 0; }
  .choices label:not(.line) { display: block; margin-bottom: 4px; }
  .line { display: flex; gap: 8px; align-items: center; min-height: 24px; font-weight: 400; cursor: pointer; }
  summary { min-height: 32px; font-weight: 500; line-height: 32px; cursor: pointer; }
  .parts { display: grid; gap: 4px; padding: 4px 0; }
  details headwise-controls { margin-top: 8px; }
  .live { grid-area: live; min-width: 0; border: 1px solid var(--hw-line); border-radius: 8px; overflow: hidden; }
  .ways { grid-area: ways; display: grid; gap: 16px; align-content: start; min-width: 0; }
  .ways headwise-choice { max-width: 560px; }
  .ways p { margin: 0; max-width: 80ch; line-height: 1.5; }
  pre {
    overflow-x: auto; margin: 0; padding: 16px; border-radius: 8px; background: var(--hw-sunken);
    font: var(--hw-text-small)/1.6 var(--hw-font-mono, monospace); white-space: pre;
  }
  .actions { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
  .primary { border-color: transparent; background: var(--hw-accent); color: var(--hw-on-accent); font-weight: 500; }
  .primary:hover:not(:disabled) { border-color: transparent; background: color-mix(in oklab, var(--hw-accent) 86%, var(--hw-ink)); }
  [role="status"] { color: var(--hw-muted); }
  @container (max-width: 900px) {
    .body { grid-template: none / minmax(0, 1fr); grid-template-areas: "head" "live" "choices" "ways"; }
  }
`;
