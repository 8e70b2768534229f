/** Checkpoints, and the scenes that they are judged by, are loaded when the reader comes near one: the text needs neither. */

/** How near, as a share of the window's height. */
const margin = "100% 0px";

export function loadCheckpoints(root: HTMLElement, signal: AbortSignal): void {
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      void import("../checkpoint");
      void wake(target.getAttribute("for") ?? "");
    }
  }, { rootMargin: margin });
  for (const checkpoint of root.querySelectorAll("headwise-checkpoint")) observer.observe(checkpoint);
  signal.addEventListener("abort", () => observer.disconnect());
}

/** A scene far from the checkpoint would wait until the reader comes near it. */
export async function wake(id: string): Promise<void> {
  document.getElementById(id)?.setAttribute("eager", "");
  await import("../scene/scene");
}
