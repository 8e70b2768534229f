import { css } from "lit";

export const styles = css`
  :host { flex: none; display: flex; align-items: flex-end; gap: 16px; }
  .buttons { display: flex; gap: 4px; align-items: center; }
  .play { border-radius: 50%; border-color: var(--hw-accent); background: var(--hw-accent); color: var(--hw-on-accent); }
  .play:hover:not(:disabled) { border-color: var(--hw-accent); background: color-mix(in oklab, var(--hw-accent), var(--hw-ink) 20%); }
  .beats { flex: 1; min-width: 0; }
  .names { display: flex; gap: 8px; }
  .name {
    min-height: 24px; padding: 0 2px; border: 0; text-align: start; font-size: var(--hw-text-small); color: var(--hw-muted);
    overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0;
  }
  .short { display: none; }
  .name[aria-current="true"] { color: var(--hw-ink); font-weight: 600; }
  .track { position: relative; display: flex; gap: 8px; height: 32px; align-items: center; }
  .segment { display: flex; gap: 2px; min-width: 0; }
  .beat { flex: 1; height: 6px; background: var(--hw-line); overflow: hidden; }
  .beat:first-child { border-radius: 3px 0 0 3px; }
  .beat:last-child { border-radius: 0 3px 3px 0; }
  .beat span { display: block; height: 100%; background: var(--hw-accent); transform-origin: left; }
  input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; touch-action: none; }
  .thumb {
    position: absolute; width: 16px; height: 16px; margin-left: -8px; border: 2px solid var(--hw-background); border-radius: 50%;
    background: var(--hw-accent); pointer-events: none;
  }
  input:focus-visible + .thumb { outline: 2px solid var(--hw-accent); outline-offset: 2px; }
  .tip {
    position: absolute; bottom: 100%; max-width: 100%; padding: 2px 8px; border-radius: var(--hw-radius-small); background: var(--hw-ink); color: var(--hw-background);
    font-size: var(--hw-text-small); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; pointer-events: none;
  }
  .speed select { width: auto; padding: 0 4px; border-color: transparent; background: none; }
  .speed select:hover { border-color: var(--hw-edge); }
  @container (max-width: 900px) {
    .long { display: none; }
    .short { display: inline; }
  }
  @container (max-width: 560px) {
    /* On into the gap: a name has its bar's room and that. */
    .name { margin-right: -8px; padding-right: 0; flex-shrink: 0; letter-spacing: -0.03em; }
    /* Bold would be too wide: marked as the page in the bar is. */
    .name[aria-current="true"] { font-weight: inherit; text-decoration: underline; text-underline-offset: 4px; }
    :host { display: grid; grid-template-columns: 1fr auto 1fr; gap: 4px 8px; align-items: center; }
    .beats { grid-area: 1 / 1 / 2 / 4; }
    ::slotted(*) { grid-area: 2 / 1; justify-self: start; }
    .buttons { grid-area: 2 / 2; }
    .speed { grid-area: 2 / 3; justify-self: end; }
  }
`;
