/** Scenes and checkpoints of a page are loaded when the reader comes near one: the text needs neither. */

/** How near, as a share of the window's height. */
const margin = "100% 0px";

export function loadWhenNear(root: HTMLElement, signal: AbortSignal): void {
  const waiting = root.querySelectorAll("headwise-scene, headwise-checkpoint");
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    void Promise.all([import("../index"), import("../checkpoint")]);
  }, { rootMargin: margin });
  for (const element of waiting) observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}
