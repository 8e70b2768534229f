import { css } from "lit";

export const styles = css`
  :host { display: block; position: relative; overflow: hidden; contain: strict; }
  .map {
    position: absolute; inset: 0; width: 100%; height: 100%; display: block; outline-offset: -2px; cursor: grab;
    touch-action: none; -webkit-tap-highlight-color: transparent; user-select: none; -webkit-user-select: none;
  }
  .map:active { cursor: grabbing; }
  .map:focus { outline: none; }
  .map:focus-visible { outline: 2px solid var(--hw-accent); border-radius: 4px; }
  .overview { position: absolute; right: 8px; top: 80px; padding: 0; border: 1px solid var(--hw-edge); border-radius: 2px; cursor: pointer; touch-action: none; }
  .overview[hidden] { display: none; }
  .zoom { position: absolute; right: 8px; bottom: 8px; display: flex; gap: 4px; }
  .zoom button { min-width: 32px; height: 32px; padding: 0 8px; }
  @media (pointer: coarse) { .zoom button { min-width: 40px; height: 40px; } }
`;
