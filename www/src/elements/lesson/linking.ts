/** Words and symbols of the text and the picture light each other. */
import { covers, type CellTarget, type Target } from "../../scenes/target";
import { HighlightEvent } from "../events/highlight";
import { Dock } from "./docking";

const linked = "[data-tensor]";

/** The scene that a word is about: that of its own guide, else the last one before it, else the first. */
export function sceneOf(word: Element, scenes: readonly HTMLElement[]): HTMLElement | undefined {
  const own = word.closest(".guide")?.querySelector<HTMLElement>("headwise-scene");
  if (own) return own;
  return scenes.findLast((scene) => (scene.compareDocumentPosition(word) & scene.DOCUMENT_POSITION_FOLLOWING) !== 0) ?? scenes[0];
}

export function targetOf(word: Element): Target {
  const at = word.getAttribute("data-at");
  return { tensor: word.getAttribute("data-tensor") ?? "", ...(at === null ? {} : { at: JSON.parse(at) as Record<string, number> }) };
}

/** Links everything with `data-tensor` below `root`; ends with the signal. Pressed, a word has a picture that is out of sight come to it. */
export function link(root: HTMLElement, signal: AbortSignal): void {
  const scenes = [...root.querySelectorAll<HTMLElement>("headwise-scene")];
  const words = [...root.querySelectorAll<HTMLElement | MathMLElement>(linked)];
  const targets = new Map(words.map((word) => [word, { target: targetOf(word), scene: sceneOf(word, scenes) }]));
  const dock = new Dock(linked, signal);
  for (const [word, { target, scene }] of targets) {
    const light = () => scene?.dispatchEvent(new HighlightEvent(target));
    const unlight = () => scene?.dispatchEvent(new HighlightEvent(null));
    word.addEventListener("pointerenter", light, { signal });
    word.addEventListener("pointerleave", unlight, { signal });
    // Asked for so plainly, the picture turns to where it shows them.
    const reveal = () => {
      if (scene === undefined) return;
      dock.bring(scene, word, target);
      scene.dispatchEvent(new HighlightEvent(target, true));
    };
    word.addEventListener("click", reveal, { signal });
    // Symbols come by the dozen: with the keyboard the words are enough.
    if (!word.matches(".ref")) continue;
    word.tabIndex = 0;
    word.setAttribute("role", "button");
    // A formula alone is no name for everyone.
    if (word.querySelector("math")) word.setAttribute("aria-label", word.textContent?.trim() ?? "");
    word.addEventListener("focus", light, { signal });
    word.addEventListener("blur", unlight, { signal });
    word.addEventListener("keydown", (event) => {
      const { key } = event as KeyboardEvent;
      if (key !== "Enter" && key !== " ") return;
      event.preventDefault();
      reveal();
    }, { signal });
  }
  for (const scene of scenes) {
    scene.addEventListener("headwise-pointed", (event) => {
      const { detail } = event as CustomEvent<CellTarget | null>;
      for (const [word, { target, scene: own }] of targets) word.classList.toggle("lit", own === scene && covers(target, detail));
    }, { signal });
  }
}
