// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { legendHeight } from "../../marks/legend";
import { listOf, recordingContext, scoreGrid, smallTrace } from "../../marks/testing";
import { StageHoverEvent, StageSelectEvent, type StageCell } from "./events";
import "./stage";
import type { HeadwiseStage } from "./stage";

const SIZE = { width: 700, height: 500 };
/** The frame is as large as the free part of the canvas, so world units are pixels. */
const FRAME = { x: 0, y: 0, width: SIZE.width, height: SIZE.height - legendHeight(SIZE.width) };

const frames: FrameRequestCallback[] = [];
function nextFrame(): void {
  for (const callback of frames.splice(0)) callback(0);
}

async function makeStage(): Promise<{ stage: HeadwiseStage; canvas: HTMLCanvasElement; heard: [string, StageCell | null][] }> {
  const stage = document.createElement("headwise-stage");
  Object.defineProperties(stage, { clientWidth: { value: SIZE.width }, clientHeight: { value: SIZE.height } });
  const heard: [string, StageCell | null][] = [];
  for (const type of [StageHoverEvent.type, StageSelectEvent.type]) {
    stage.addEventListener(type, (event) => heard.push([type, (event as unknown as StageHoverEvent).detail]));
  }
  stage.trace = smallTrace();
  stage.displayList = { ...listOf(scoreGrid(0)), frame: FRAME };
  document.body.append(stage);
  await stage.updateComplete;
  nextFrame();
  return { stage, canvas: stage.shadowRoot?.querySelector("canvas") as HTMLCanvasElement, heard };
}

function pointer(canvas: HTMLCanvasElement, type: string, x: number, y: number, pointerType = "mouse", pointerId = 1): void {
  canvas.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, pointerType, pointerId, button: 0 }));
}
/** A wheel event as browsers make it; happy-dom's own has no pointer place. */
function wheel(canvas: HTMLCanvasElement, deltaY: number, ctrlKey: boolean, x: number, y: number): Event {
  const event = new MouseEvent("wheel", { ctrlKey, clientX: x, clientY: y, cancelable: true });
  canvas.dispatchEvent(Object.assign(event, { deltaY, deltaMode: 0 }));
  return event;
}
function press(canvas: HTMLCanvasElement, key: string): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true });
  canvas.dispatchEvent(event);
  return event;
}

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => frames.push(callback));
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(() => recordingContext().context as never);
});
afterEach(() => {
  document.body.replaceChildren();
  frames.length = 0;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("headwise-stage", () => {
  it("tells once which cell is under the pointer, and when it left", async () => {
    const { canvas, heard } = await makeStage();
    pointer(canvas, "pointermove", 25, 35);
    pointer(canvas, "pointermove", 26, 36);
    pointer(canvas, "pointerleave", 300, 300);
    expect(heard).toEqual([
      ["headwise-cellhover", { tensor: "scores", offset: 5, index: [0, 1, 1] }],
      ["headwise-cellhover", null],
    ]);
  });

  it("locks a cell on click and frees it on the second click or Escape", async () => {
    const { stage, canvas, heard } = await makeStage();
    const click = (): void => {
      pointer(canvas, "pointerdown", 15, 25);
      pointer(canvas, "pointerup", 15, 25);
    };
    click();
    expect(stage.selected).toMatchObject({ tensor: "scores", offset: 0 });
    click();
    expect(stage.selected).toBeNull();
    click();
    press(canvas, "Escape");
    expect(heard.map(([type, cell]) => [type, cell?.offset])).toEqual(
      [0, undefined, 0, undefined].map((offset) => ["headwise-cellselect", offset]));
  });

  it("does not take a drag for a click", async () => {
    const { canvas, heard } = await makeStage();
    pointer(canvas, "pointerdown", 15, 25, "touch");
    pointer(canvas, "pointermove", 15, 60, "touch");
    pointer(canvas, "pointerup", 15, 60, "touch");
    expect(heard).toEqual([]);
  });

  it("leaves a plain wheel to the page and zooms about the pointer with ctrl", async () => {
    const { stage, canvas, heard } = await makeStage();
    const plain = wheel(canvas, -40, false, 45, 45);
    expect([plain.defaultPrevented, stage.hasAttribute("zoomed")]).toEqual([false, false]);
    // Zoomed about a cell, the pointer is still over it.
    expect(wheel(canvas, -50, true, 45, 45).defaultPrevented).toBe(true);
    await stage.updateComplete;
    expect(stage.hasAttribute("zoomed")).toBe(true);
    pointer(canvas, "pointermove", 45, 45);
    expect(heard.at(-1)?.[1]?.index).toEqual([0, 2, 3]);
    stage.resetZoom();
    await stage.updateComplete;
    expect(stage.hasAttribute("zoomed")).toBe(false);
  });

  it("zooms with two fingers", async () => {
    const { stage, canvas, heard } = await makeStage();
    pointer(canvas, "pointerdown", 100, 100, "touch", 1);
    pointer(canvas, "pointerdown", 200, 100, "touch", 2);
    pointer(canvas, "pointermove", 300, 100, "touch", 2);
    for (const id of [1, 2]) pointer(canvas, "pointerup", 100, 100, "touch", id);
    await stage.updateComplete;
    expect(stage.hasAttribute("zoomed")).toBe(true);
    expect(heard).toEqual([]);
  });

  it("reads cells by keyboard, and leaves keys alone without a cursor", async () => {
    const { stage, canvas, heard } = await makeStage();
    expect(press(canvas, "ArrowRight").defaultPrevented).toBe(false);
    expect(press(canvas, "Enter").defaultPrevented).toBe(true);
    press(canvas, "ArrowRight");
    press(canvas, "Enter");
    await stage.updateComplete;
    expect(stage.shadowRoot?.querySelector("[aria-live]")?.textContent).toBe("scores, head 1, query 1 the, key 2 cat: 1");
    expect(stage.selected).toMatchObject({ offset: 1 });
    press(canvas, "Escape");
    expect(stage.selected).toBeNull();
    expect(heard.at(-1)).toEqual(["headwise-cellhover", null]);
    expect(press(canvas, "ArrowRight").defaultPrevented).toBe(false);
  });

  it("keeps the cursor out of cells that are not computed yet", async () => {
    const { stage, canvas, heard } = await makeStage();
    stage.displayList = { ...listOf(scoreGrid(0, { reveal: 1 / 3 })), frame: FRAME };
    await stage.updateComplete;
    for (const key of ["Enter", "ArrowDown", "ArrowRight"]) press(canvas, key);
    expect(heard.map(([, cell]) => cell?.offset)).toEqual([0, 1]);
    stage.displayList = { ...listOf(), frame: FRAME };
    await stage.updateComplete;
    expect(heard.at(-1)?.[1]).toBeNull();
  });

  it("keeps the cell under a resting pointer true while the picture moves", async () => {
    const { stage, canvas, heard } = await makeStage();
    pointer(canvas, "pointermove", 15, 25);
    stage.displayList = { ...listOf(scoreGrid(0, { x: -10 })), frame: FRAME };
    await stage.updateComplete;
    expect(heard.at(-1)?.[1]?.index).toEqual([0, 0, 2]);
    stage.displayList = { ...listOf(), frame: FRAME };
    await stage.updateComplete;
    expect(heard.at(-1)?.[1]).toBeNull();
  });

  it("survives a locked cell that a new trace does not have", async () => {
    const { stage } = await makeStage();
    for (const selected of [{ tensor: "scores", offset: 999 }, { tensor: "gone", offset: 0 }]) {
      stage.selected = selected;
      await stage.updateComplete;
      expect(nextFrame).not.toThrow();
    }
  });

  it("paints only after something changed", async () => {
    const { stage } = await makeStage();
    expect(frames).toHaveLength(0);
    stage.highlight = [{ tensor: "scores", cells: [1] }];
    await stage.updateComplete;
    expect(frames).toHaveLength(1);
    nextFrame();
    expect(frames).toHaveLength(0);
  });
});
