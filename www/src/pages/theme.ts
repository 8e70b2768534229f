/** The page around its element has the same tokens, and follows the theme that is chosen in it. */
import { customProperties } from "../theme/tokens";

export function followTheme(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :root { ${customProperties("light")} }
    @media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${customProperties("dark")} } }
    :root[data-theme="dark"] { ${customProperties("dark")} }
  `);
  document.adoptedStyleSheets.push(sheet);
  const element = document.querySelector("[page]");
  if (element === null) return;
  const follow = () => {
    const theme = element.getAttribute("theme") ?? "auto";
    document.documentElement.dataset.theme = theme;
    // The other pages open in the theme that was chosen here.
    for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a")) link.search = theme === "auto" ? "" : `?theme=${theme}`;
  };
  new MutationObserver(follow).observe(element, { attributeFilter: ["theme"] });
  follow();
}
