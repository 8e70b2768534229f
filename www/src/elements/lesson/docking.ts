/**
 * On a narrow page a picture out of sight comes to the word that was pressed: it stands at an edge of the window until
 * it is sent back. On a wide one it is beside the text already.
 */
import { HighlightEvent, type Lit } from "../events/highlight";
import { ReadyEvent } from "../events/ready";
import { bare, narrow } from "./fitting";
import { wake } from "./loading";

/** How much of a picture is in sight where it need not come: half of it, or of the window. */
const enough = 0.5;

export class Dock {
  private figure: HTMLElement | null = null;
  private lit: Lit | null = null;
  private readonly query = window.matchMedia(narrow);
  /** Ends what belongs to the picture that is out. */
  private out = new AbortController();

  /** @param words What is pressed to light something: any other place sends the picture back. */
  constructor(private readonly words: string, signal: AbortSignal) {
    signal.addEventListener("abort", () => this.sendBack());
    this.query.addEventListener("change", () => this.sendBack(), { signal });
  }

  /** Brings `scene` into the window if it is out of sight there, on the side where it leaves `word` free. There it lights `lit` as soon as it can. */
  bring(scene: HTMLElement, word: Element, lit: Lit): void {
    const figure = scene.closest<HTMLElement>("figure.scene");
    if (figure === null || !this.query.matches) return;
    if (figure !== this.figure) {
      if (inSight(scene)) return;
      this.sendBack();
      this.takeOut(scene, figure);
    }
    const { top, bottom } = word.getBoundingClientRect();
    figure.classList.toggle("low", (top + bottom) / 2 < window.innerHeight / 2);
    this.lit = lit;
  }

  sendBack(): void {
    this.out.abort();
  }

  private takeOut(scene: HTMLElement, figure: HTMLElement): void {
    this.out = new AbortController();
    this.figure = figure;
    const { signal } = this.out;
    // Nothing moves in the text while its picture is away.
    figure.style.minHeight = `${figure.getBoundingClientRect().height}px`;
    figure.classList.add("docked");
    const shown = bare(scene);
    const close = Object.assign(document.createElement("button"), { className: "send-back", type: "button", textContent: "Close" });
    close.setAttribute("aria-label", "Close the picture");
    figure.append(close);
    // It may be loaded only now.
    void wake(scene.id);
    scene.addEventListener(ReadyEvent.type, () => scene.dispatchEvent(new HighlightEvent(this.lit, true)), { signal });
    close.addEventListener("click", () => this.sendBack(), { signal });
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.sendBack(), { signal });
    document.addEventListener("click", ({ target }) => {
      if (target instanceof Element && !figure.contains(target) && target.closest(this.words) === null) this.sendBack();
    }, { signal });
    // Where it belongs it needs no other place.
    const place = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && this.sendBack(), { threshold: enough });
    place.observe(figure);
    signal.addEventListener("abort", () => {
      place.disconnect();
      close.remove();
      figure.classList.remove("docked", "low");
      figure.style.minHeight = "";
      shown();
      scene.dispatchEvent(new HighlightEvent(null));
      this.figure = null;
    });
  }
}

function inSight(scene: HTMLElement): boolean {
  const { top, bottom } = scene.getBoundingClientRect();
  const seen = Math.min(bottom, window.innerHeight) - Math.max(top, 0);
  return seen >= enough * Math.min(bottom - top, window.innerHeight);
}
