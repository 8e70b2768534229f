import { css } from "lit";

export const styles = css`
  :host { display: contents; }
  dialog {
    width: min(1120px, calc(100vw - 32px)); max-height: calc(100dvh - 32px); padding: 0; border: 1px solid var(--hw-line);
    border-radius: var(--hw-radius-large); background: var(--hw-surface); color: var(--hw-ink); overflow: hidden;
  }
  dialog[open] { display: flex; flex-direction: column; }
  dialog::backdrop { background: rgb(0 0 0 / 45%); }
  header { display: flex; justify-content: space-between; align-items: center; padding: 16px 16px 0 24px; }
  h2 { margin: 0; font-size: var(--hw-text-large); font-weight: 600; }
  .choices { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: end; padding: 16px 24px; }
  .choices label { display: grid; gap: 4px; }
  .choices select { width: auto; max-width: min(360px, calc(100vw - 80px)); }
  .copy { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-left: auto; font-size: var(--hw-text-small); color: var(--hw-muted); }
  .scroll { overflow: auto; border-top: 1px solid var(--hw-line); overscroll-behavior: contain; }
  .scroll:focus-visible { outline-offset: -2px; }
  table { min-width: 100%; border-collapse: separate; border-spacing: 0; font-size: var(--hw-text-small); }
  th, td { padding: 4px 12px; text-align: end; white-space: nowrap; border-bottom: 1px solid var(--hw-line); }
  th { font-weight: 500; background: var(--hw-surface); color: var(--hw-muted); }
  thead th { position: sticky; top: 0; z-index: 1; }
  tbody th { position: sticky; left: 0; }
  thead th:first-child { left: 0; z-index: 2; text-align: start; }
  tbody tr:hover td { background: var(--hw-hover); }
`;
