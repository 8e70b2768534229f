import { css } from "lit";

export const styles = css`
  .body { gap: 32px; font-size: var(--hw-text-body); line-height: 1.45; }
  h3 { margin: 0 0 16px; font-size: var(--hw-text-large); font-weight: 600; letter-spacing: -0.01em; }
  h4 { margin: 0; font-size: var(--hw-text-body); font-weight: 600; }
  .waiting { color: var(--hw-muted); }

  .columns { display: grid; grid-template-columns: 288px minmax(0, 1fr); gap: 56px; align-items: start; }
  .controls { display: grid; gap: 24px; position: sticky; top: 0; max-height: 100vh; margin-top: -16px; padding: 16px 8px 24px 0; overflow-y: auto; scrollbar-width: thin; }
  .group { display: grid; gap: 8px; min-width: 0; margin: 0; padding: 0; border: 0; }
  .group + .group { padding-top: 24px; border-top: 1px solid var(--hw-line); }
  .group > headwise-choice { margin-top: 8px; }
  .group .hint { margin: 0; text-wrap: pretty; }
  summary { width: max-content; max-width: 100%; padding: 4px 0; cursor: pointer; color: var(--hw-accent); }
  details[open] > summary { margin-bottom: 8px; }
  /* What is inside would inherit it from a box of the browser’s that has another. */
  details > * { box-sizing: border-box; }
  .group details > * + * { margin-top: 12px; }
  .group details > .hint { margin-top: 8px; }
  .link { min-height: 0; padding: 0; border: 0; background: none; color: var(--hw-accent); font-size: inherit; text-decoration: underline; text-underline-offset: 3px; }
  .link:hover:not(:disabled) { background: none; }
  .fields { display: grid; grid-template-columns: 1fr 1fr; gap: 12px 16px; }
  .field { min-width: 0; }
  .field label { display: block; margin-bottom: 4px; font-weight: 400; line-height: 1.3; }
  .fields .field label { font-size: var(--hw-text-small); color: var(--hw-muted); white-space: nowrap; }
  label i { font-family: var(--hw-font-math); color: var(--hw-muted); padding: 0 2px; border-radius: 2px; }
  .typed { position: relative; }
  .typed:has(.unit) input { padding-right: 56px; }
  .unit { position: absolute; right: 8px; top: 50%; translate: 0 -50%; font-size: var(--hw-text-small); color: var(--hw-muted); pointer-events: none; }
  .lit > label i, .lit.figure h4 { background: var(--hw-highlight); color: var(--hw-ink); }
  .lit input { background: var(--hw-highlight); }
  .wrong input { border-color: var(--hw-danger); }
  .problem { grid-column: 1 / -1; margin: 4px 0 0; font-size: var(--hw-text-small); color: var(--hw-danger); text-wrap: pretty; }
  .slider { display: grid; gap: 4px; }
  .slider + .slider { margin-top: 8px; }
  .slider .field { display: grid; grid-template-columns: minmax(0, 1fr) 104px; align-items: center; }
  .slider .field label { margin: 0; font-weight: 500; }
  .slider .typed input { text-align: end; }
  .check { display: flex; gap: 8px; align-items: center; font-weight: 400; }
  .machine { display: grid; grid-template-columns: minmax(0, 1fr) 80px; gap: 8px; align-items: end; }
  .machine label, .machine .field label { display: block; margin-bottom: 4px; font-weight: 500; font-size: var(--hw-text-body); white-space: nowrap; }
  .machine .field label i { display: none; }

  .sheet > section { padding-top: 40px; }
  .stale { margin: 0 0 24px; padding: 8px 16px; border-left: 4px solid var(--hw-danger); background: var(--hw-sunken); }
  .cards { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 1px; margin: 0; border-block: 1px solid var(--hw-line); background: var(--hw-line); }
  .cards div { padding: 12px 16px; background: var(--hw-background); }
  .cards div:first-child { padding-left: 0; }
  .cards dt { color: var(--hw-muted); font-size: var(--hw-text-small); }
  .cards dd { margin: 2px 0 0; }
  .cards b { display: block; font-size: 1.5rem; font-weight: 600; line-height: 1.25; letter-spacing: -0.02em; white-space: nowrap; }
  .cards span { font-size: var(--hw-text-small); color: var(--hw-muted); }
  .told { max-width: 72ch; margin: 16px 0 0; font-size: var(--hw-text-lead); line-height: 1.5; text-wrap: pretty; }
  h3 + .told { margin: 0 0 24px; }

  .figures { border-bottom: 1px solid var(--hw-line); }
  figure + .figures { margin-top: 24px; }
  .figure {
    display: grid; grid-template-columns: 192px minmax(0, 1fr) 124px; gap: 0 16px; padding: 14px 0; border-top: 1px solid var(--hw-line);
    align-items: start;
  }
  .about { grid-row: 1 / span 8; }
  .about h4 { display: inline; border-radius: 2px; }
  .about p { margin: 2px 0 0; font-size: var(--hw-text-small); line-height: 1.45; color: var(--hw-muted); text-wrap: pretty; }
  cite { font-style: italic; }
  .line { display: contents; }
  .math, .value { margin: 0; }
  .math { grid-column: 2; min-width: 0; }
  .value { grid-column: 3; text-align: end; align-self: end; padding-bottom: 3px; }
  .value output { display: block; font-size: var(--hw-text-lead); font-weight: 600; line-height: 1.4; white-space: nowrap; }
  .line + .line > * { margin-top: 8px; }
  .case { font-size: var(--hw-text-small); color: var(--hw-muted); white-space: nowrap; }
  .case::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 6px; background: var(--hw-ink); }
  .case.decode::before { border-radius: 50%; }
  .references { margin-top: 32px; font-size: var(--hw-text-small); }
  .references ul { display: grid; gap: 4px; margin: 0; padding: 0; list-style: none; }
  .references a { color: var(--hw-accent); text-underline-offset: 3px; }
  headwise-formula.live { color: var(--hw-muted); --formula-size: var(--hw-text-body); }
  headwise-formula::part(formula) { padding: 2px 0; }

  @container (max-width: 1080px) {
    .columns { grid-template-columns: 256px minmax(0, 1fr); gap: 40px; }
    .figure { grid-template-columns: minmax(0, 1fr) 124px; }
    .about { grid-column: 1 / -1; grid-row: auto; margin-bottom: 4px; }
    .math { grid-column: 1; }
    .value { grid-column: 2; }
  }
  @container (max-width: 760px) {
    .body { gap: 24px; }
    h3 { font-size: var(--hw-text-lead); }
    .told { font-size: var(--hw-text-body); }
    .columns { grid-template-columns: minmax(0, 1fr); gap: 32px; }
    .controls { position: static; max-height: none; margin: 0; padding: 0; }
    .cards { position: sticky; top: 0; z-index: 1; grid-template-columns: 1fr 1fr; }
    .cards div, .cards div:first-child { padding: 6px 8px; }
    .cards div:nth-child(odd) { padding-left: 0; }
    .cards b { display: inline; font-size: var(--hw-text-lead); }
    .cards dd { margin: 0; }
    .references { margin-top: 32px; font-size: var(--hw-text-small); }
  .references ul { display: grid; gap: 4px; margin: 0; padding: 0; list-style: none; }
  .references a { color: var(--hw-accent); text-underline-offset: 3px; }
  headwise-formula.live { --formula-size: var(--hw-text-small); }
    .sheet > section { padding-top: 32px; }
    .figure { gap: 0 8px; grid-template-columns: minmax(0, 1fr) auto; }
    .math { grid-column: 1 / -1; }
    .value { grid-column: 1 / -1; display: flex; gap: 8px; justify-content: space-between; align-items: baseline; padding: 0; text-align: start; }
    .value output { margin-left: auto; }
    .line + .line > .value { margin-top: 0; }
    /* One value stands beside the title, above its formula. */
    .figure:not(:has(.line + .line)) .about { grid-area: 1 / 1; }
    .figure:not(:has(.line + .line)) .value { grid-area: 1 / 2; align-self: start; }
    .figure:not(:has(.line + .line)) .math { grid-area: 2 / 1 / 3 / 3; }
  }
`;
