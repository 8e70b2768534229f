/** The page around its elements follows the theme that is chosen in them. Its style sheet has the same tokens. */

export function followTheme(): void {
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
