/** What every element starts from: box model, type, focus, buttons and hidden text. */
import { css } from "lit";

export const base = css`
  :host { box-sizing: border-box; font-family: var(--hw-font-sans); font-variant-numeric: tabular-nums; color: var(--hw-ink); }
  :host([hidden]) { display: none; }
  *, *::before, *::after { box-sizing: inherit; }
  button, input, select, textarea { font: inherit; font-variant-numeric: inherit; color: inherit; letter-spacing: inherit; }
  sub, sup { font-size: max(0.8em, var(--hw-text-small)); line-height: 1; }
  :focus-visible { outline: 2px solid var(--hw-accent); outline-offset: 2px; }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { transition: none !important; animation: none !important; }
  }
  .unseen {
    position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden;
    clip-path: inset(50%); white-space: nowrap; border: 0;
  }
`;

export const buttons = css`
  button {
    min-height: 32px; padding: 0 12px; border: 1px solid var(--hw-line); border-radius: var(--hw-radius-small);
    background: var(--hw-surface); color: var(--hw-ink); font-size: var(--hw-text-body); cursor: pointer;
    touch-action: manipulation; transition: background-color var(--hw-quick), border-color var(--hw-quick);
  }
  button:hover:not(:disabled) { border-color: var(--hw-muted); background: var(--hw-hover); }
  button:active:not(:disabled) { background: var(--hw-pressed); }
  button:disabled { color: var(--hw-muted); cursor: not-allowed; }
  button.quiet { border-color: transparent; background: none; }
  button.quiet:hover:not(:disabled) { background: var(--hw-hover); }
  button.icon { display: inline-grid; place-items: center; width: 32px; padding: 0; }
  button svg { width: 16px; height: 16px; fill: currentColor; pointer-events: none; }
  @media (pointer: coarse) {
    button { min-height: 40px; }
    button.icon { width: 40px; }
  }
`;

export const inputs = css`
  label, legend, .label { font-size: var(--hw-text-body); font-weight: 500; color: var(--hw-ink); }
  .hint { margin: 4px 0 0; font-size: var(--hw-text-small); line-height: 1.4; color: var(--hw-muted); }
  textarea, select, input[type="number"], input[type="text"] {
    width: 100%; min-height: 32px; padding: 4px 8px; border: 1px solid var(--hw-edge); border-radius: var(--hw-radius-small);
    background: var(--hw-surface); font-size: var(--hw-text-body);
  }
  textarea:focus-visible, select:focus-visible, input:focus-visible { outline-offset: 0; }
  input[type="range"] { width: 100%; margin: 0; accent-color: var(--hw-accent); }
  input[type="checkbox"] { width: 16px; height: 16px; margin: 0; accent-color: var(--hw-accent); }
  @media (pointer: coarse) {
    /* Under 16 px a phone zooms the page into a focused field. */
    textarea, select, input[type="number"], input[type="text"] { min-height: 40px; font-size: var(--hw-text-lead); }
  }
`;
