/** The paragraph that is read brings its scene to a beat. It follows the scrolling and never takes it. */

import { narrow } from "./fitting";

/** Where in the window a paragraph is the one that is read: a line a third down, or below the picture where that stands above the text. */
const beside = "-33% 0px -66% 0px";
const below = "-66% 0px -33% 0px";

/**
 * Follows the `.step`s below `root` until the signal ends.
 * @param isOn Asked each time: the reader may have switched it off.
 */
export function follow(root: HTMLElement, isOn: () => boolean, signal: AbortSignal): void {
  const steps = root.querySelectorAll<HTMLElement>(".step");
  const query = window.matchMedia(narrow);
  let observer: IntersectionObserver | undefined;
  const observe = (): void => {
    observer?.disconnect();
    observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting && isOn()) bring(target as HTMLElement);
    }, { rootMargin: query.matches ? below : beside });
    for (const step of steps) observer.observe(step);
  };
  for (const step of steps) step.addEventListener("focusin", () => isOn() && bring(step), { signal });
  query.addEventListener("change", observe, { signal });
  signal.addEventListener("abort", () => observer?.disconnect());
  observe();
}

/** What a scene had before a step changed it. */
const first = new WeakMap<Element, Map<string, string | null>>();

/** Brings the scene of a step to its beat, with its settings; what other steps have set goes back to what it was. */
export function bring(step: HTMLElement): void {
  const { scene: id = "", beat = "", set = "{}" } = step.dataset;
  const scene = document.getElementById(id);
  if (scene === null) return;
  for (const other of step.parentElement?.querySelectorAll(".step.read") ?? []) other.classList.remove("read");
  step.classList.add("read");
  const before = first.get(scene) ?? new Map<string, string | null>();
  first.set(scene, before);
  const wanted = new Map<string, string | null>([...before, ...Object.entries(JSON.parse(set) as Record<string, string>)]);
  for (const [name, value] of wanted) {
    if (!before.has(name)) before.set(name, scene.getAttribute(name));
    // An attribute that is absent leaves a setting as it is: empty, it is what it is at first.
    if (scene.getAttribute(name) !== value) scene.setAttribute(name, value ?? "");
  }
  // A beat that the reader has left by hand is asked for again.
  if (scene.getAttribute("beat") === beat) scene.removeAttribute("beat");
  scene.setAttribute("beat", beat);
}
