/** The page around the playground has the same tokens, and follows the theme that is chosen in it. */
import { customProperties } from "../theme/tokens";

export function followTheme(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :root { ${customProperties("light")} }
    @media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${customProperties("dark")} } }
    :root[data-theme="dark"] { ${customProperties("dark")} }
  `);
  document.adoptedStyleSheets.push(sheet);
  const playground = document.querySelector("headwise-playground");
  const follow = () => {
    document.documentElement.dataset.theme = playground?.settings.theme ?? "auto";
  };
  playground?.addEventListener("headwise-settingschange", follow);
  playground?.addEventListener("headwise-ready", follow);
}
