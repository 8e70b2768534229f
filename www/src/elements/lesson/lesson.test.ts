// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CheckpointEvent } from "../events/checkpoint";
import { HighlightEvent, type Lit } from "../events/highlight";
import { PointedEvent } from "../events/pointed";
import { progress } from "../progress/store";
import { heard } from "../testing/mount";

/** What is in view is told by the test. */
class Observer {
  static made: Observer[] = [];
  readonly watched: Element[] = [];
  constructor(readonly tell: (entries: { isIntersecting: boolean; target: Element }[]) => void) {
    Observer.made.push(this);
  }
  observe(element: Element): void {
    this.watched.push(element);
  }
  unobserve(): void {}
  disconnect(): void {
    this.watched.length = 0;
  }
}

function see(element: Element): void {
  for (const observer of Observer.made) if (observer.watched.includes(element)) observer.tell([{ isIntersecting: true, target: element }]);
}

const text = `<headwise-lesson name="one">
  <p><span class="ref" data-tensor="q">before</span></p>
  <div class="guide"><div class="picture"><headwise-scene id="scene-walk" beat="scores"></headwise-scene></div><div class="steps">
    <section class="step" data-scene="scene-walk" data-beat="mask"><span class="ref" data-tensor="weights" data-at='{"query":2}'>row 3</span></section>
    <section class="step" data-scene="scene-walk" data-beat="weights" data-set='{"row":"2"}'></section></div></div>
  <headwise-checkpoint name="hardest" for="scene-walk"></headwise-checkpoint></headwise-lesson>`;

const find = <E extends HTMLElement>(selector: string): E => document.querySelector<E>(selector) ?? ((): never => { throw new Error(selector); })();

/** A page whose text is there before the lesson is connected, as a parsed page's is. */
function open(): void {
  const page = document.createElement("div");
  page.innerHTML = text;
  document.body.replaceChildren(page);
}

beforeEach(async () => {
  Observer.made = [];
  vi.stubGlobal("IntersectionObserver", Observer);
  localStorage.clear();
  progress.erase();
  await import("./lesson");
  open();
});
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe("a lesson", () => {
  it("lights in the picture what a word stands for, by pointer and by focus", () => {
    const lit = heard<Lit | null>(find("headwise-scene"), HighlightEvent.type);
    const word = find(".step .ref");
    word.dispatchEvent(new Event("pointerenter"));
    word.dispatchEvent(new Event("pointerleave"));
    expect(word.tabIndex).toBe(0);
    word.dispatchEvent(new Event("focus"));
    expect(lit).toEqual([{ tensor: "weights", at: { query: 2 } }, null, { tensor: "weights", at: { query: 2 } }]);
  });

  it("asks the picture to turn to what a word stands for, by click and by keyboard", () => {
    const asked: boolean[] = [];
    find("headwise-scene").addEventListener(HighlightEvent.type, (event) => asked.push((event as HighlightEvent).reveal));
    const word = find(".step .ref");
    word.dispatchEvent(new Event("pointerenter"));
    word.dispatchEvent(new Event("click"));
    const enter = new KeyboardEvent("keydown", { key: "Enter", cancelable: true });
    word.dispatchEvent(enter);
    word.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
    expect(asked).toEqual([false, true, true]);
    expect(enter.defaultPrevented).toBe(true);
  });

  it("marks the words that stand for the cell that is pointed at", () => {
    const scene = find("headwise-scene");
    scene.dispatchEvent(new PointedEvent({ tensor: "weights", at: { head: 0, query: 2, key: 1 } }));
    expect(find(".step .ref").classList.contains("lit")).toBe(true);
    scene.dispatchEvent(new PointedEvent({ tensor: "weights", at: { head: 0, query: 1, key: 1 } }));
    expect(find(".step .ref").classList.contains("lit")).toBe(false);
  });

  it("brings the scene to the beat that is read, and takes back what another step has set", () => {
    const [first, second] = document.querySelectorAll(".step");
    const scene = find("headwise-scene");
    see(second as Element);
    expect([scene.getAttribute("beat"), scene.getAttribute("row")]).toEqual(["weights", "2"]);
    see(first as Element);
    expect([scene.getAttribute("beat"), scene.getAttribute("row")]).toEqual(["mask", "9"]);
    expect(document.querySelectorAll(".step.read")).toHaveLength(1);
  });

  it("takes back at a checkpoint what the last step has set", () => {
    const [, second] = document.querySelectorAll(".step");
    see(second as Element);
    see(find("headwise-checkpoint"));
    expect(find("headwise-scene").getAttribute("row")).toBe("9");
  });

  it("follows no more when it is switched off, then or the next time, and shows a beat when asked", () => {
    const box = find<HTMLInputElement>(".follow input");
    box.checked = false;
    box.dispatchEvent(new Event("change"));
    const [, second] = document.querySelectorAll(".step");
    see(second as Element);
    expect(find("headwise-scene").getAttribute("beat")).toBe("scores");
    second?.querySelector("button")?.click();
    expect(find("headwise-scene").getAttribute("beat")).toBe("weights");
    open();
    expect(find<HTMLInputElement>(".follow input").checked).toBe(false);
  });

  it("notes what was answered, and shows it at the checkpoint", () => {
    const checkpoint = find("headwise-checkpoint");
    checkpoint.dispatchEvent(new CheckpointEvent({ name: "hardest", outcome: "wrong" }));
    expect(progress.reached).toEqual({});
    checkpoint.dispatchEvent(new CheckpointEvent({ name: "hardest", outcome: "right" }));
    expect(progress.reached).toEqual({ one: { hardest: "right" } });
    expect(checkpoint.getAttribute("reached")).toBe("answered");
  });

  it("leaves nothing behind when it is taken away", () => {
    const lesson = find("headwise-lesson");
    const step = find(".step");
    lesson.remove();
    see(step);
    expect(lesson.querySelectorAll(".follow, .bring")).toHaveLength(0);
  });
});
