import { css } from "lit";

export const styles = css`
  :host { display: block; position: relative; min-height: 240px; overflow: hidden; contain: strict; }
  :host([hidden]) { display: none; }
  canvas {
    position: absolute; inset: 0; width: 100%; height: 100%; display: block; outline-offset: -2px;
    /* One finger scrolls the page; two are ours. */
    touch-action: pan-x pan-y; -webkit-tap-highlight-color: transparent; user-select: none; -webkit-user-select: none;
  }
  canvas:focus { outline: none; }
  canvas:focus-visible { outline: 2px solid var(--hw-accent, #0b6070); border-radius: 4px; }
  :host([zoomed]) canvas { touch-action: none; cursor: grab; }
  :host([zoomed]) canvas:active { cursor: grabbing; }
  :host([no-zoom]) .zoom { display: none; }
  .zoom {
    position: absolute; top: 8px; right: 8px; display: flex; gap: 4px; opacity: 0;
    transition: opacity var(--hw-quick, 120ms);
  }
  :host(:hover) .zoom, :host(:focus-within) .zoom, :host([zoomed]) .zoom { opacity: 1; }
  button {
    min-width: 32px; height: 32px; padding: 0 8px; border: 1px solid var(--hw-line, #dedbd2); border-radius: 4px;
    background: var(--hw-surface, #fff); color: var(--hw-ink, #1b1e23); cursor: pointer; touch-action: manipulation;
    font: 14px/1 var(--hw-font-sans, system-ui, sans-serif);
  }
  button:hover:not(:disabled) { border-color: var(--hw-edge, #82868d); }
  button:disabled { color: var(--hw-muted, #545a63); cursor: default; }
  button:focus-visible { outline: 2px solid var(--hw-accent, #0b6070); outline-offset: 2px; }
  @media (pointer: coarse) {
    /* Fingers pinch; the buttons would only cover the picture. */
    :host(:not([zoomed])) .zoom { display: none; }
    button { min-width: 40px; height: 40px; }
  }
  @media (prefers-reduced-motion: reduce) { .zoom { transition: none; } }
  .spoken {
    position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
`;
