/**
 * On a narrow page a guide's picture opens what leads up to it, too: there it stands until it has been scrolled past, and
 * then in its place above the steps. Both places keep their room, so nothing moves in the text.
 */

/** Where the picture stands above its steps and not above the text before them. */
const begun = "begun";

export function openWithPictures(root: HTMLElement, signal: AbortSignal): void {
  const observer = new IntersectionObserver((entries) => {
    for (const { target, boundingClientRect } of entries) {
      target.closest(".guide")?.classList.toggle(begun, boundingClientRect.bottom <= 0);
    }
  });
  for (const place of root.querySelectorAll(".opening")) observer.observe(place);
  signal.addEventListener("abort", () => observer.disconnect());
}
