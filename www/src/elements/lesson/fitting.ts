/** Beside the text on a narrow page, or out of its place, a picture has no room for words of its own: the text has them. */

/** Where the picture stands above its text instead of beside it, as in the style sheet. */
export const narrow = "(max-width: 1079px)";
const left = "caption formula predictions timeline zoom";

export function fitPictures(root: HTMLElement, signal: AbortSignal): void {
  const query = window.matchMedia(narrow);
  const fit = (): void => {
    for (const scene of root.querySelectorAll(".picture headwise-scene")) {
      if (query.matches) scene.setAttribute("hide", left);
      else scene.removeAttribute("hide");
    }
  };
  query.addEventListener("change", fit, { signal });
  fit();
}

/** Takes a scene's own words away. @returns gives them back. */
export function bare(scene: Element): () => void {
  const before = scene.getAttribute("hide");
  scene.setAttribute("hide", left);
  return () => (before === null ? scene.removeAttribute("hide") : scene.setAttribute("hide", before));
}
