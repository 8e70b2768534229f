import { expect, it } from "vitest";
import { loadTrace } from "../../testing/trace";
import type { DisplayList, GridMark } from "../../marks/display-list";
import { captionText } from "../../timeline/frame";
import type { Beat, SceneContext } from "../scene";
import { testScene } from "../testing/scene-suite";
import { concat } from "./index";

testScene(concat, new URL("./formulas.json", import.meta.url));

const allOn = await contextOf([]);
const oneOff = await contextOf([2]);

async function contextOf(headsOff: number[]): Promise<SceneContext> {
  const trace = await loadTrace({ heads: 4, kvHeads: 2, dModel: 16, headsOff });
  return { trace, choice: { head: 1, row: 3 }, aspect: "wide" };
}

function beat(id: string): Beat {
  const found = concat.beats.find((each) => each.id === id);
  if (!found) throw new Error(`no beat ${id}`);
  return found;
}

function grid(list: DisplayList | undefined, id: string): GridMark | undefined {
  return list?.marks.find((mark): mark is GridMark => mark.kind === "grid" && mark.id === id);
}

it("slides each head's output into its columns of Z", () => {
  const [lifted, rest] = beat("concatenate").keyframes(allOn);
  for (let head = 0; head < 4; head++) {
    const [from, to] = [grid(lifted, `z:head:${head}`), grid(rest, `z:head:${head}`)];
    expect(from?.x).toBe(grid(lifted, `o:head:${head}`)?.x);
    expect(to?.view.cols).toEqual({ axis: "wide", start: head * 4, count: 4 });
    expect(to?.y).toBeGreaterThan(from?.y ?? Infinity);
  }
});

it("lines each block of W_O up with its head by hue", () => {
  const rest = beat("output").keyframes(allOn).at(-1);
  for (let head = 0; head < 4; head++) {
    expect(grid(rest, `wo:head:${head}`)).toMatchObject({ edge: `head:${head}`, view: { rows: { start: head * 4, count: 4 } } });
    expect(grid(rest, `z:head:${head}`)?.scale.hue).toBe(`head:${head}`);
  }
});

it("adds one head after another up to Y", () => {
  const sums = beat("sum-of-heads")
    .keyframes(allOn)
    .map((list) => grid(list, "sum")?.view);
  expect(sums.map((view) => (view?.tensor === "partial" ? view.fixed["head"] : view?.tensor))).toEqual([0, 0, 1, 2, "y", "y"]);
});

it("invites to switch a head off while all are on", () => {
  expect(captionText(beat("switched-off").caption(allOn))).toMatch(/^Switch a head off/);
  expect(grid(beat("switched-off").keyframes(allOn).at(-1), "would-leave")?.view.tensor).toBe("contributions");
});

it("shows what left when a head is off", () => {
  const rest = beat("switched-off").keyframes(oneOff).at(-1);
  expect(captionText(beat("switched-off").caption(oneOff))).toMatch(/^Head 3 is off/);
  expect(grid(rest, "removed")?.view.tensor).toBe("removed");
  expect(rest?.marks.some((mark) => mark.id === "leaving:2")).toBe(true);
});
