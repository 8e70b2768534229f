// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import type { CheckpointDetail } from "../events/checkpoint";
import { initialSettings, type Settings } from "../shared/settings";
import { allInside, heard, inside, rendered, textOf } from "../testing/mount";
import { TraceReader } from "../../trace/reader";
import "./checkpoint";
import type { HeadwiseCheckpoint } from "./checkpoint";

/** One row of weights over two words. */
const trace = new TraceReader({
  version: 1, tokens: ["keys", "open"], facts: [{ name: "heads", value: 2, formula: "" }], steps: [],
  tensors: [{
    name: "weights", symbol: "A", role: "weight", axes: [{ name: "key", extent: 2 }], rule: { vars: [], body: { op: "input" } }, data: Float32Array.of(0.25, 0.75),
  }],
});

/** What a checkpoint asks of a scene. */
class Scene extends HTMLElement {
  settings: Settings = initialSettings;
  shown: { trace: TraceReader; head: number; row: number } | null = { trace, head: 0, row: 1 };

  set(wanted: Partial<Settings>): void {
    this.settings = { ...this.settings, ...wanted };
    this.dispatchEvent(new CustomEvent("headwise-ready"));
  }
}
customElements.define("test-scene", Scene);

let scene: Scene;
beforeEach(() => {
  document.body.innerHTML = '<test-scene id="scene-walk"></test-scene>';
  scene = document.querySelector("test-scene") as Scene;
});

async function asked(attributes: Readonly<Record<string, string>>): Promise<HeadwiseCheckpoint> {
  const element = document.createElement("headwise-checkpoint");
  for (const [name, value] of Object.entries({ name: "one", for: "scene-walk", ...attributes })) element.setAttribute(name, value);
  document.body.append(element);
  await rendered(element);
  return element;
}

async function press(element: HeadwiseCheckpoint, name: string): Promise<void> {
  const button = allInside<HTMLButtonElement>(element, "button").find((one) => textOf(one) === name);
  if (button === undefined) throw new Error(`there is no button ${name}`);
  button.click();
  // The judgement may wait for the engine.
  for (let turn = 0; turn < 200 && textOf(inside(element, "[role=status]")) === ""; turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  await rendered(element);
}

const token = { kind: "token", answer: "argmax(weights[*])", right: "`{token(answer)}` has {weights[answer]}.", wrong: "`{token(given)}` has only {weights[given]}." };
const number = { kind: "number", answer: "count(weights[*])", within: "0.1", unit: "words", right: "{answer} words.", wrong: "Not {given}." };

describe("a question", () => {
  it("is answered right, with the reason and the event", async () => {
    const element = await asked(token);
    const told = heard<CheckpointDetail>(element, "headwise-checkpoint");
    allInside<HTMLInputElement>(element, "input")[1]?.click();
    await rendered(element);
    await press(element, "Check");
    expect(textOf(inside(element, ".verdict.right"))).toBe("Right. open has 0.75.");
    expect(told).toEqual([{ name: "one", outcome: "right" }]);
  });

  it("is answered wrong, with the reason from the trace", async () => {
    const element = await asked(token);
    allInside<HTMLInputElement>(element, "input")[0]?.click();
    await rendered(element);
    await press(element, "Check");
    expect(textOf(inside(element, ".verdict.wrong"))).toBe("Not yet. keys has only 0.25.");
  });

  it("can't be checked before it is answered, and can be revealed", async () => {
    const element = await asked(number);
    const told = heard<CheckpointDetail>(element, "headwise-checkpoint");
    expect(inside<HTMLButtonElement>(element, "button").disabled).toBe(true);
    await press(element, "Show the answer");
    expect(textOf(inside(element, ".verdict"))).toBe("The answer:2 words.");
    expect(told).toEqual([{ name: "one", outcome: "shown" }]);
  });

  it.each([["2", "right"], ["2.1", "right"], ["  2 ", "right"], ["3", "wrong"], ["-2", "wrong"]])("takes the number %s as %s", async (text, kind) => {
    const element = await asked(number);
    const input = inside<HTMLInputElement>(element, "input");
    input.value = text;
    input.dispatchEvent(new Event("input"));
    await rendered(element);
    await press(element, "Check");
    expect(inside(element, ".verdict").className).toContain(kind);
  });

  it("takes nothing that is no number", async () => {
    const element = await asked(number);
    const input = inside<HTMLInputElement>(element, "input");
    input.value = "many";
    input.dispatchEvent(new Event("input"));
    await rendered(element);
    expect(inside<HTMLButtonElement>(element, "button").disabled).toBe(true);
  });

  it("has numbers of the trace in its own words", async () => {
    const element = await asked(number);
    element.innerHTML = '<p>Of <span data-live="count(weights[*])">…</span> words?</p>';
    scene.dispatchEvent(new CustomEvent("headwise-ready"));
    await rendered(element);
    expect(textOf(element)).toBe("Of 2 words?");
  });

  it("offers statements with their numbers, and gives the reason of the one that was picked", async () => {
    const element = await asked({
      kind: "choice", right: "So it is.", wrong: "Look again.",
      options: JSON.stringify(["Word {1 + 1} | weights[1] > 0.5 | It has {weights[1]}.", "Word 1 | weights[0] > 0.5 | It has {weights[0]}."]),
    });
    expect(allInside(element, ".options label").map(textOf)).toEqual(["Word 2", "Word 1"]);
    allInside<HTMLInputElement>(element, "input")[1]?.click();
    await rendered(element);
    await press(element, "Check");
    expect(textOf(inside(element, ".verdict.wrong"))).toBe("Not yet. It has 0.25. Look again.");
  });
});

describe("a task", () => {
  const task = {
    kind: "task", goal: "settings.temperature < 0.5", controls: JSON.stringify(["temperature 0.1 5 0.1", "off"]), state: "It is {settings.temperature}.",
    right: "Sharp.", wrong: "Still {settings.temperature}.",
  };

  it("changes the scene and is judged by what it then shows", async () => {
    const element = await asked(task);
    expect(textOf(inside(element, ".state"))).toBe("It is 1.");
    expect(inside<HTMLButtonElement>(element, ".primary").disabled).toBe(true);
    const slider = inside<HTMLInputElement>(element, "input[type=range]");
    for (const [value, said] of [["2", "Not yet. Still 2."], ["0.3", "Right. Sharp."]] as const) {
      slider.value = value;
      slider.dispatchEvent(new Event("input"));
      await rendered(element);
      expect(scene.settings.temperature).toBe(Number(value));
      await press(element, "Check");
      expect(textOf(inside(element, ".verdict"))).toBe(said);
    }
  });

  it("switches heads of the scene", async () => {
    const element = await asked(task);
    allInside<HTMLInputElement>(element, "input[type=checkbox]")[1]?.click();
    expect(scene.settings.headsOff).toEqual([1]);
  });
});

describe("an exam", () => {
  it("can be taken once a head is off, and not with all on", async () => {
    const element = await asked({ kind: "exam", goal: "exam.off == 1", right: "Yes.", wrong: "No." });
    const heads = allInside<HTMLInputElement>(element, "input[type=checkbox]");
    expect(heads).toHaveLength(18);
    for (const disabled of [true, false, true]) {
      expect(inside<HTMLButtonElement>(element, ".primary").disabled).toBe(disabled);
      heads[4]?.click();
      await rendered(element);
    }
  });
});

describe("without what it needs", () => {
  it("waits for the scene, and goes on when it is there", async () => {
    scene.shown = null;
    const element = await asked(token);
    expect(textOf(element.shadowRoot)).toContain("on its way");
    scene.shown = { trace, head: 0, row: 1 };
    scene.dispatchEvent(new CustomEvent("headwise-ready"));
    await rendered(element);
    expect(allInside(element, "input")).toHaveLength(2);
  });

  it("shows what keeps the room of the answer until then, and no longer", async () => {
    scene.shown = null;
    const element = document.createElement("headwise-checkpoint");
    for (const [name, value] of Object.entries({ name: "one", for: "scene-walk", ...token })) element.setAttribute(name, value);
    element.innerHTML = '<p>Which?</p><fieldset slot="draft" disabled>keys open</fieldset>';
    document.body.append(element);
    await rendered(element);
    expect(inside(element, "slot[name=draft]")).not.toBeNull();
    scene.shown = { trace, head: 0, row: 1 };
    scene.dispatchEvent(new CustomEvent("headwise-ready"));
    await rendered(element);
    expect(element.textContent).toBe("Which?");
    expect(allInside(element, "slot[name=draft]")).toHaveLength(0);
  });

  it.each([
    [{ kind: "riddle", right: "x" }, "of kind token"], [{ ...token, answer: "1 +" }, "expected a value"], [{ kind: "token", right: "x", wrong: "y" }, "has answer"],
    [{ kind: "choice", right: "x", options: '["only words"]' }, "STATEMENT"],
  ])("says what is wrong with %o", async (attributes, message) => {
    const element = await asked(attributes as Record<string, string>);
    expect(textOf(inside(element, "[role=alert]"))).toContain(message);
  });
});
