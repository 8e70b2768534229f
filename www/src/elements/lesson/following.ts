/** The paragraph that is read brings its scene to a beat. It follows the scrolling and never takes it. */

import type { Field } from "../shared/fields";
import { fields, settingNames } from "../shared/settings";
import { narrow } from "./fitting";

/** Where in the window a paragraph is the one that is read: a line a third down, or below the picture where that stands above the text. */
const beside = "-33% 0px -66% 0px";
const below = "-66% 0px -33% 0px";

/**
 * Follows the `.step`s below `root`, and the checkpoints after them, until the signal ends.
 * @param isOn Asked each time: the reader may have switched it off.
 */
export function follow(root: HTMLElement, isOn: () => boolean, signal: AbortSignal): void {
  const steps = root.querySelectorAll<HTMLElement>(".step");
  const checkpoints = root.querySelectorAll<HTMLElement>("headwise-checkpoint");
  const read = (place: HTMLElement): void => {
    if (place.localName === "headwise-checkpoint") restore(place);
    else if (isOn()) bring(place);
  };
  const query = window.matchMedia(narrow);
  let observer: IntersectionObserver | undefined;
  const observe = (): void => {
    observer?.disconnect();
    observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) read(target as HTMLElement);
    }, { rootMargin: query.matches ? below : beside });
    for (const place of [...steps, ...checkpoints]) observer.observe(place);
  };
  for (const place of [...steps, ...checkpoints]) place.addEventListener("focusin", () => read(place), { signal });
  query.addEventListener("change", observe, { signal });
  signal.addEventListener("abort", () => observer?.disconnect());
  observe();
}

/** What a scene had before a step changed it, by attribute. */
const first = new WeakMap<Element, Map<string, string>>();

/** Brings the scene of a step to its beat, with its settings; what other steps have set goes back to what it was. */
export function bring(step: HTMLElement): void {
  const { scene: id = "", beat = "", set = "{}" } = step.dataset;
  const scene = document.getElementById(id);
  if (scene === null) return;
  for (const other of step.parentElement?.querySelectorAll(".step.read") ?? []) other.classList.remove("read");
  step.classList.add("read");
  const before = first.get(scene) ?? new Map<string, string>();
  first.set(scene, before);
  const settings = Object.entries(JSON.parse(set) as Record<string, string>);
  for (const [name] of settings) if (!before.has(name)) before.set(name, scene.getAttribute(name) ?? usual(name));
  write(scene, new Map([...before, ...settings]));
  // A beat that the reader has left by hand is asked for again.
  if (scene.getAttribute("beat") === beat) scene.removeAttribute("beat");
  scene.setAttribute("beat", beat);
}

/** Takes back what steps have set: a question is about the scene as the lesson has it. */
function restore(checkpoint: HTMLElement): void {
  const scene = document.getElementById(checkpoint.getAttribute("for") ?? "");
  if (scene !== null) write(scene, first.get(scene) ?? new Map());
}

function write(scene: Element, values: ReadonlyMap<string, string>): void {
  for (const [name, value] of values) if ((scene.getAttribute(name) ?? usual(name)) !== value) scene.setAttribute(name, value);
}

/** What a setting is where no attribute says anything. */
function usual(attribute: string): string {
  const name = settingNames.find((each) => fields[each].attribute === attribute);
  if (name === undefined) return "";
  const field = fields[name] as Field<unknown>;
  return field.write(field.initial);
}
