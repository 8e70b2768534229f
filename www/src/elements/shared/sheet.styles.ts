/** The column that the pages about one subject share, with its title: who turns from one to the next sees neither jump. */
import { css } from "lit";

export const sheet = css`
  :host { display: block; container-type: inline-size; font-size: var(--hw-text-body); }
  .body { display: grid; max-width: 1232px; margin: 0 auto; padding: 32px 24px 64px; }
  .body > * { min-width: 0; }
  .introduction { max-width: 80ch; }
  .introduction h2 { margin: 0; font-size: var(--hw-text-title); font-weight: 600; line-height: 1.2; letter-spacing: -0.01em; }
  .introduction p { margin: 8px 0 0; font-size: var(--hw-text-lead); line-height: 1.55; text-wrap: pretty; }
  @container (max-width: 760px) {
    .body { padding: 24px 16px 48px; }
    .introduction h2 { font-size: var(--hw-text-large); }
    .introduction p { font-size: var(--hw-text-body); }
  }
`;
