import { css } from "lit";

export const styles = css`
  :host { display: flex; flex-direction: column; container-type: inline-size; }
  .honest { min-width: 0; margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: var(--hw-text-small); color: var(--hw-muted); }
  .tools button, .settings { display: inline-flex; align-items: center; gap: 8px; padding: 0 8px; }
  .columns { flex: 1; min-height: 0; display: flex; }
  .figure { flex: 1; padding: 8px 16px 16px; container-type: inline-size; }
  aside { flex: none; overflow: auto; scrollbar-width: thin; background: var(--hw-background); }
  .controls { width: 240px; padding: 16px; border-right: 1px solid var(--hw-line); }
  .derivation { display: flex; flex-direction: column; width: 272px; padding: 16px; border-left: 1px solid var(--hw-line); }
  headwise-derivation { flex: 1 0 auto; }
  headwise-backend { flex: none; margin-top: 24px; padding-top: 16px; border-top: 1px solid var(--hw-line); }
  aside:focus-visible { outline-offset: -2px; }
  .tools button { justify-content: center; min-width: 40px; white-space: nowrap; }
  @container (max-width: 1180px) {
    .tools button > span { display: none; }
    .controls { width: 232px; }
    .derivation { width: 248px; }
  }
  @container (max-width: 1100px) {
    .honest { display: none; }
  }
  @container (max-width: 900px) {
    .figure { padding: 8px; }
    /* A sheet lies over the figure, at the lower edge of what is in view. Its margin takes it out of the row's height. */
    .columns { display: grid; grid-template-columns: minmax(0, 1fr); }
    .columns > * { grid-area: 1 / 1; }
    .stage { min-height: var(--hw-stage-height, 300px); }
    /* A phone on its side: all of the picture between bar and timeline. */
    @media (max-height: 480px) { .stage { min-height: var(--hw-stage-height, clamp(220px, 100dvh - 136px, 300px)); } }
    headwise-timeline {
      position: sticky; bottom: 0; z-index: 1; margin: 0 -8px -8px; padding: 4px 8px 8px; background: var(--hw-background);
      box-shadow: 0 -1px var(--hw-line);
    }
    aside {
      position: sticky; bottom: 0; z-index: 2; align-self: end; margin-top: -200vh; max-height: min(60%, 60dvh); padding: 16px; border: 0;
      border-top: 1px solid var(--hw-line); border-radius: 16px 16px 0 0; background: var(--hw-surface);
      box-shadow: 0 -8px 32px rgb(0 0 0 / 18%);
    }
    .controls, .derivation { width: auto; }
    .settings { justify-content: center; min-width: 40px; }
    .controls header { display: flex; justify-content: space-between; align-items: center; margin-bottom: 16px; }
    .controls h2 { margin: 0; font-size: var(--hw-text-lead); }
  }
  @container (max-width: 360px) {
    .settings > span { display: none; }
  }
`;
