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
  @media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${of("dark")} } }
  :host([theme="dark"]) { ${of("dark")} }
`;
