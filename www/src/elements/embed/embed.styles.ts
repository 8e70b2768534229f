import { css } from "lit";

export const styles = css`
  :host { display: block; container-type: inline-size; font-size: var(--hw-text-body); }
  .body {
    display: grid; grid-template: auto auto 1fr / 272px minmax(0, 1fr); grid-template-areas: "head head" "choices live" "choices ways";
    gap: 24px 32px; max-width: 1232px; margin: 0 auto; padding: 32px 24px 48px;
  }
  header { grid-area: head; max-width: 80ch; }
  h2 { margin: 0 0 8px; font-size: var(--hw-text-title); font-weight: 600; letter-spacing: -0.01em; line-height: 1.2; }
  header p { margin: 0; font-size: var(--hw-text-lead); line-height: 1.55; text-wrap: pretty; }
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
    .body { grid-template: none / minmax(0, 1fr); grid-template-areas: "head" "live" "choices" "ways"; padding: 24px 16px 48px; }
  }
`;
