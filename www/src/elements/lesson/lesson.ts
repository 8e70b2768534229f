import { progress } from "../progress/store";
import type { CheckpointEvent } from "../events/checkpoint";
import { bring, follow } from "./following";
import { link } from "./linking";
import { fitPictures } from "./fitting";
import { loadCheckpoints } from "./loading";
import { openWithPictures } from "./opening";

const switchKey = "headwise-lessons-follow";

/**
 * A lesson on a page: its text is there without it. It links words and symbols with the pictures, lets
 * pictures follow the paragraph that is read (a switch turns that off), notes which checkpoints were
 * answered, and loads checkpoints when one is near.
 *
 *     <headwise-lesson name="one-head">…</headwise-lesson>
 *
 * Attributes: name (under which progress is kept).
 */
export class HeadwiseLesson extends HTMLElement {
  private connected: AbortController | null = null;
  private following = true;

  connectedCallback(): void {
    this.connected = new AbortController();
    const { signal } = this.connected;
    this.following = readSwitch();
    link(this, signal);
    follow(this, () => this.following, signal);
    loadCheckpoints(this, signal);
    fitPictures(this, signal);
    openWithPictures(this, signal);
    for (const guide of this.querySelectorAll<HTMLElement>(".guide")) this.addSwitch(guide);
    this.addEventListener("headwise-checkpoint", (event) => this.note(event), { signal });
    this.showReached();
    progress.addEventListener("change", () => this.showReached(), { signal });
  }

  disconnectedCallback(): void {
    this.connected?.abort();
    for (const added of this.querySelectorAll(".follow, .bring")) added.remove();
  }

  private note({ detail: { name, outcome } }: CheckpointEvent): void {
    if (outcome !== "wrong") progress.note(this.getAttribute("name") ?? "", name, outcome);
  }

  private showReached(): void {
    const reached = progress.reached[this.getAttribute("name") ?? ""] ?? {};
    for (const checkpoint of this.querySelectorAll("headwise-checkpoint")) {
      const outcome = reached[checkpoint.getAttribute("name") ?? ""];
      checkpoint.setAttribute("reached", outcome === undefined ? "" : outcome === "right" ? "answered" : "answer seen");
    }
  }

  /** A switch above the steps of a guide, and a button at each step for whoever does not let the picture follow. */
  private addSwitch(guide: HTMLElement): void {
    const label = Object.assign(document.createElement("label"), { className: "follow" });
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: this.following });
    box.addEventListener("change", () => this.turn(box.checked));
    label.append(box, " The picture follows the text");
    const steps = guide.querySelector(".steps");
    steps?.prepend(label);
    for (const step of steps?.querySelectorAll<HTMLElement>(".step") ?? []) {
      const button = Object.assign(document.createElement("button"), { className: "bring", type: "button", textContent: "Show this in the picture" });
      button.addEventListener("click", () => bring(step));
      step.append(button);
    }
  }

  private turn(on: boolean): void {
    this.following = on;
    for (const box of this.querySelectorAll<HTMLInputElement>(".follow input")) box.checked = on;
    try {
      localStorage.setItem(switchKey, on ? "on" : "off");
    } catch {
      // Where nothing may be kept the switch lasts as long as the page.
    }
  }
}

function readSwitch(): boolean {
  try {
    return localStorage.getItem(switchKey) !== "off";
  } catch {
    return true;
  }
}

customElements.define("headwise-lesson", HeadwiseLesson);

declare global {
  interface HTMLElementTagNameMap {
    "headwise-lesson": HeadwiseLesson;
  }
}
