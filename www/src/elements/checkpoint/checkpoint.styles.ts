import { css } from "lit";

export const styles = css`
  :host { display: block; container-type: inline-size; }
  .box {
    padding: 16px 24px 24px; border: 1px solid var(--hw-line); border-left: 4px solid var(--hw-accent); border-radius: var(--hw-radius-small);
    background: var(--hw-surface); font-size: var(--hw-text-lead); line-height: 1.5;
  }
  .kicker { display: flex; gap: 8px; margin: 0; font-size: var(--hw-text-small); font-weight: 600; color: var(--hw-accent); }
  .kicker .done { color: var(--hw-muted); font-weight: 400; }
  ::slotted(p) { margin: 4px 0 16px; }
  fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
  .words { display: flex; flex-wrap: wrap; gap: 8px; }
  .words label { position: relative; font-weight: 400; cursor: pointer; }
  .words input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: inherit; }
  .words span {
    display: block; min-height: 32px; padding: 4px 12px; border: 1px solid var(--hw-edge); border-radius: 16px; background: var(--hw-background);
    line-height: 22px;
  }
  .words label:hover span { background: var(--hw-hover); }
  .words input:checked + span { border-color: var(--hw-ink); background: var(--hw-ink); color: var(--hw-surface); }
  .words input:focus-visible + span { outline: 2px solid var(--hw-accent); outline-offset: 2px; }
  .options { display: grid; gap: 8px; }
  .options label, .switch { display: flex; gap: 8px; align-items: baseline; font-weight: 400; font-size: inherit; cursor: pointer; }
  .options input, .switch input { flex: none; width: 16px; height: 16px; margin: 0; translate: 0 2px; accent-color: var(--hw-accent); }
  .number { display: flex; gap: 8px; align-items: baseline; font-weight: 400; }
  .number input { width: 144px; }
  .controls { display: grid; grid-template-columns: minmax(96px, max-content) minmax(0, 320px) 48px; gap: 8px 16px; margin-bottom: 8px; }
  .controls > * { grid-column: 1 / -1; }
  .slider { display: grid; grid-template-columns: subgrid; align-items: center; font-weight: 400; }
  .slider output { text-align: end; font-variant-numeric: tabular-nums; }
  .controls headwise-choice { max-width: 320px; }
  .field { display: grid; gap: 4px; max-width: 480px; }
  .heads { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; }
  .heads legend { float: left; margin-right: 16px; padding: 0; font-size: inherit; font-weight: 400; }
  .weights { width: 100%; max-width: 480px; margin: 8px 0; border-collapse: collapse; font-size: var(--hw-text-body); }
  .weights th { padding: 0 16px 0 0; font-weight: 400; text-align: start; white-space: nowrap; }
  .weights td { text-align: end; }
  .weights .meter { width: 70%; }
  .weights .meter span { display: block; min-width: 1px; height: 12px; background: var(--hw-weight); }
  .state { margin: 8px 0 0; color: var(--hw-muted); }
  .actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 16px; }
  .primary { border-color: transparent; background: var(--hw-accent); color: var(--hw-on-accent); font-weight: 500; }
  .primary:hover:not(:disabled) { border-color: transparent; background: color-mix(in oklab, var(--hw-accent) 86%, var(--hw-ink)); }
  .primary:active:not(:disabled) { background: color-mix(in oklab, var(--hw-accent) 72%, var(--hw-ink)); }
  .primary:disabled { border-color: var(--hw-line); background: var(--hw-surface); color: var(--hw-muted); }
  .verdict { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 8px; margin: 16px 0 0; padding-top: 16px; border-top: 1px solid var(--hw-line); }
  .verdict b { font-weight: 650; }
  .verdict.right b { color: var(--hw-accent); }
  .verdict.wrong b { color: var(--hw-danger); }
  .waiting, .hint { margin: 0; color: var(--hw-muted); }
  code { padding: 0 4px; border-radius: 4px; background: var(--hw-sunken); font: 0.9em var(--hw-font-mono); }
  @container (max-width: 480px) {
    .box { padding: 16px; }
    .controls { grid-template-columns: minmax(0, 1fr) 48px; gap: 8px; }
    .slider { row-gap: 0; }
    .slider span { grid-column: 1 / -1; }
  }
  @media (pointer: coarse) { .words span { min-height: 40px; border-radius: 20px; line-height: 30px; } .switch, .options label { min-height: 32px; } }
  @media print { .actions, .controls { display: none; } }
`;
