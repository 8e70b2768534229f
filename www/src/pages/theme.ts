/** The page around its elements has the same tokens, and follows the theme that is chosen in them. */
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
  const follow = () => showTheme(element.getAttribute("theme") ?? "auto");
  new MutationObserver(follow).observe(element, { attributeFilter: ["theme"] });
  follow();
}

/** Sets the page in a theme (auto, light, dark), and lets links to other pages of the site open in it. */
export function showTheme(theme: string): void {
  document.documentElement.dataset.theme = theme;
  for (const element of document.querySelectorAll("headwise-scene, headwise-checkpoint")) element.setAttribute("theme", theme);
  for (const link of document.links) {
    const address = new URL(link.href);
    if (address.origin !== location.origin || (address.pathname === location.pathname && address.hash !== "")) continue;
    if (theme === "auto") address.searchParams.delete("theme");
    else address.searchParams.set("theme", theme);
    link.search = address.search;
  }
}
