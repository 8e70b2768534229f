/** The paragraph that is read brings its scene to a beat. It follows the scrolling and never takes it. */

/** The part of the window, from above, in which a paragraph is the one that is read: a line a third down. */
const margin = "-33% 0px -66% 0px";

/**
 * Follows the `.step`s below `root` until the signal ends.
 * @param isOn Asked each time: the reader may have switched it off.
 */
export function follow(root: HTMLElement, isOn: () => boolean, signal: AbortSignal): void {
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting && isOn()) bring(target as HTMLElement);
  }, { rootMargin: margin });
  for (const step of root.querySelectorAll<HTMLElement>(".step")) {
    observer.observe(step);
    step.addEventListener("focusin", () => isOn() && bring(step), { signal });
  }
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Brings the scene of a step to its beat, with its settings. */
export function bring(step: HTMLElement): void {
  const { scene: id = "", beat = "", set = "{}" } = step.dataset;
  const scene = document.getElementById(id);
  if (scene === null) return;
  for (const other of step.parentElement?.querySelectorAll(".step.read") ?? []) other.classList.remove("read");
  step.classList.add("read");
  const settings = JSON.parse(set) as Record<string, string>;
  for (const [name, value] of Object.entries({ ...settings, beat })) {
    // A beat that the reader has left by hand is asked for again.
    if (name === "beat" && scene.getAttribute(name) === value) scene.removeAttribute(name);
    if (scene.getAttribute(name) !== value) scene.setAttribute(name, value);
  }
}
