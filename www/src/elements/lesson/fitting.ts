/** Beside the text on a narrow page a picture has no room for words of its own: the text has them. */

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
