import { css } from "lit";

export const styles = css`
  :host { display: block; min-width: 0; }
  h2 { margin: 0 0 4px; font-size: var(--hw-text-lead); font-weight: 600; line-height: 1.3; letter-spacing: -0.01em; }
  p { margin: 0; max-width: 68ch; font-size: var(--hw-text-lead); line-height: 1.5; text-wrap: pretty; }
  button {
    display: inline; margin: 0; padding: 0 1px; border: 0; border-radius: 2px; background: none; cursor: default;
    text-align: start; line-height: inherit; text-decoration: underline 1px; text-decoration-color: var(--hw-muted);
    text-decoration-style: dotted; text-underline-offset: 3px; overflow-wrap: anywhere;
  }
  button:hover, button.lit { background: var(--hw-highlight); text-decoration-style: solid; }
`;
