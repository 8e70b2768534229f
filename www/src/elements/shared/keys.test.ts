// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { end, home, step, stepBack, toggle } from "../../timeline/playhead";
import { timelineAction } from "./keys";

/** What a key means when it is pressed in this element. */
function pressed(key: string, markup = "<div></div>", init: KeyboardEventInit = {}) {
  document.body.innerHTML = markup;
  const focused = document.body.querySelector("[data-focus]") ?? document.body.firstElementChild;
  let action: ReturnType<typeof timelineAction> = null;
  window.addEventListener("keydown", (event) => (action = timelineAction(event)), { once: true });
  focused?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, ...init }));
  return action;
}

describe("timelineAction", () => {
  it.each([[" ", toggle], ["ArrowRight", step], ["ArrowLeft", stepBack], ["Home", home], ["End", end]])("knows %s", (key, action) => {
    expect(pressed(key)).toBe(action);
  });

  it("leaves other keys and shortcuts alone", () => {
    expect(pressed("a")).toBeNull();
    expect(pressed("ArrowRight", undefined, { altKey: true })).toBeNull();
    expect(pressed("ArrowRight", undefined, { shiftKey: true })).toBeNull();
  });

  it("leaves keys to what has the focus and uses them", () => {
    expect(pressed(" ", "<button></button>")).toBeNull();
    expect(pressed("ArrowRight", "<button></button>")).toBe(step);
    expect(pressed("End", "<textarea></textarea>")).toBeNull();
    expect(pressed("ArrowLeft", "<input type=range>")).toBeNull();
    expect(pressed("ArrowLeft", "<select></select>")).toBeNull();
    expect(pressed("ArrowRight", "<dialog><button data-focus></button></dialog>")).toBeNull();
  });
});
