import { css } from "lit";

export const styles = css`
  :host { display: block; min-width: 0; }
  h2 { margin: 0 0 4px; font-size: var(--hw-text-lead); font-weight: 600; line-height: 1.3; letter-spacing: -0.01em; }
  p { margin: 0; max-width: 68ch; font-size: var(--hw-text-lead); line-height: 1.5; text-wrap: pretty; }
  span {
    border-radius: 2px; text-decoration: underline dotted 1px var(--hw-muted); text-underline-offset: 3px; cursor: default;
    overflow-wrap: anywhere;
  }
  /* On a phone a line more has to fit. */
  @container (max-width: 560px) { p { line-height: 1.42; } }
  span:hover, span.lit { background: var(--hw-highlight); text-decoration-style: solid; }
`;
