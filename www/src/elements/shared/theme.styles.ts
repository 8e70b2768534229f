/** The tokens as custom properties on an element, for both themes; an embedder's own rules win over them. */
import { css, unsafeCSS } from "lit";
import { customProperties, type ThemeName } from "../../theme/tokens";

/** Mixtures of the theme's colours that only the interface needs. */
const mixtures = css`
  --hw-hover: color-mix(in oklab, var(--hw-ink) 6%, transparent);
  --hw-pressed: color-mix(in oklab, var(--hw-ink) 12%, transparent);
  --hw-highlight: color-mix(in oklab, var(--hw-accent) 20%, transparent);
`;

const of = (theme: ThemeName) => unsafeCSS(customProperties(theme));

export const theme = css`
  :host { ${of("light")} ${mixtures} background: var(--hw-background); }
  /* What the page around says of its own text, even by a rule for everything, ends here. The words are English. */
  :host > * {
    color: var(--hw-ink); font: 400 var(--hw-text-lead)/1.5 var(--hw-font-sans); font-variant-numeric: tabular-nums; letter-spacing: normal; word-spacing: normal;
    direction: ltr; text-align: start; text-indent: 0; text-transform: none; text-shadow: none; white-space: normal; cursor: auto; user-select: auto;
  }
  @media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${of("dark")} } }
  :host([theme="dark"]) { ${of("dark")} }
`;
