import { describe, expect, it } from "vitest";
import { rasterize } from "./bitmaps";
import type { Mark } from "./display-list";
import { revealedParts } from "./grid";
import { levelOf } from "./bars";
import { breakRows } from "./legend";
import { cellText, fittingDecimals } from "./numbers";
import { paint } from "./paint";
import { placeBeside } from "./readout";
import { brushOn, listOf, recordingContext, scoreGrid, smallTrace, type Call } from "./testing";
import { createPalette } from "../theme/palette";
import { cellsOf } from "./view";

function painted(marks: readonly Mark[], emphasis?: Parameters<typeof paint>[2]): Call[] {
  const { context, calls } = recordingContext();
  paint(brushOn(context, marks), listOf(...marks), emphasis);
  return calls;
}
const texts = (calls: readonly Call[]): unknown[] => calls.filter((call) => call.name === "fillText").map((call) => call.values[0]);
const strokes = (calls: readonly Call[]): unknown[] =>
  calls.filter((call) => call.name === "strokeStyle").map((call) => call.values[0]);
/** Texts that were set in the bold face. */
function bold(calls: readonly Call[]): unknown[] {
  let font = "";
  return calls.flatMap((call) => {
    if (call.name === "font") font = String(call.values[0]);
    return call.name === "fillText" && font.startsWith("600") ? [call.values[0]] : [];
  });
}
const big = { x: 80, y: 80, width: 200, height: 150 } as const;

describe("paint", () => {
  it("is the same for the same list", () => {
    const marks = [scoreGrid(0, { title: "S", shape: "3 × 4", ...big })];
    expect(painted(marks)).toEqual(painted(marks));
  });

  it("writes the numbers of cells that are wide enough, and only of computed rows", () => {
    expect(texts(painted([scoreGrid(0, big)]))).toEqual(Array.from({ length: 12 }, (_, value) => String(value)));
    expect(texts(painted([scoreGrid(0, { ...big, reveal: 2 / 3 })]))).toHaveLength(8);
    expect(texts(painted([scoreGrid(0)]))).toEqual([]);
  });

  it("hatches masked cells and writes nothing in them", () => {
    const calls = painted([scoreGrid(1, big)]);
    expect(calls.some((call) => call.name === "createPattern")).toBe(true);
    expect(texts(calls)).toHaveLength(6);
    expect(painted([scoreGrid(0, big)]).some((call) => call.name === "createPattern")).toBe(false);
  });

  it("names rows and columns, and says which are looked at", () => {
    const names = { rowLabels: ["a", "b", "c"], colLabels: ["d", "e", "f", "g"], title: "S" };
    const mark = scoreGrid(0, { ...big, ...names });
    const plain = painted([mark]);
    for (const name of ["a", "b", "c", "d", "g", "S"]) expect(texts(plain)).toContain(name);
    expect(bold(plain)).toEqual(["S"]);
    expect(bold(painted([mark], { highlight: [], selected: { tensor: "scores", cells: [5] } }))).toEqual(["b", "e", "S"]);
  });

  it("ends a leaning name with the picture", () => {
    const colLabels = Array.from({ length: 4 }, () => "cabinet");
    const { width } = brushOn(recordingContext().context, []);
    const lean = (x: number): unknown[] => texts(painted([scoreGrid(0, { x, y: 100, width: 120, height: 90, colLabels })])).slice(-4);
    expect(lean(width - 200)).toEqual(colLabels);
    expect(lean(width - 120).map(String)).toEqual(["cabinet", "cabinet", expect.stringMatching(/^(cabinet|.+…)$/u), expect.stringMatching(/^c\w*…$/u)]);
  });

  it("leaves a name out where a neighbour stands in its way", () => {
    const neighbour = scoreGrid(1, { x: 0, y: 80, width: 74, height: 150 });
    const calls = painted([neighbour, scoreGrid(0, { ...big, rowLabels: ["a", "b", "c"] })]);
    expect(texts(calls)).not.toContain("a");
  });

  it("outlines highlighted cells with a halo and a line, wherever they stand", () => {
    const palette = createPalette("light");
    const calls = painted([scoreGrid(0, big)], { highlight: [{ tensor: "scores", cells: [0, 1] }], selected: { tensor: "scores", cells: [6] } });
    expect(strokes(calls).slice(-4)).toEqual([palette.background, palette.css("score"), palette.background, palette.ink]);
    // Two neighbours have one outline of six sides, painted as halo and as line.
    const moves = calls.filter((call) => call.name === "moveTo");
    expect(moves).toHaveLength(2 * 6 + 2 * 4);
    expect(painted([scoreGrid(0, big)]).filter((call) => call.name === "moveTo")).toEqual([]);
  });

  it("paints nothing of a hidden mark", () => {
    expect(painted([scoreGrid(0, { ...big, opacity: 0, title: "S" })]).some((call) => call.name === "drawImage")).toBe(false);
  });

  it("sets subscripts, brackets and arrows", () => {
    const calls = painted([
      { kind: "label", id: "w", x: 50, y: 50, text: "W_Q", math: true, align: "middle" },
      { kind: "bracket", id: "b", side: "top", x: 20, y: 90, length: 80, text: "head 1" },
      { kind: "arrow", id: "a", from: [0, 0], to: [60, 80], bend: 10 },
      { kind: "box", id: "x", x: 1, y: 1, width: 5, height: 5, dashed: true },
    ]);
    expect(texts(calls)).toEqual(["W", "Q", "head 1"]);
    expect(calls.filter((call) => call.name === "setLineDash").map((call) => call.values[0])).toEqual([[5, 4], []]);
  });

  it("shows bars from their baseline, with limits and hatched gaps", () => {
    const { view } = scoreGrid(1);
    const calls = painted([{
      kind: "bars", id: "row", x: 80, y: 60, width: 200, height: 100, hue: "score", domain: [0, 20], labels: ["d", "e", "f", "g"],
      view: { ...view, fixed: { head: 1, query: 1 }, rows: null },
    }]);
    expect(texts(calls)).toEqual(["16.00", "17.00", "20", "0", "d", "e", "f", "g"]);
    expect(calls.filter((call) => call.name === "createPattern")).toHaveLength(2);
  });
});

describe("the title of bars", () => {
  it("stays on the canvas where they do", () => {
    const { view } = scoreGrid(1);
    const title = "a title that is longer than its bars";
    const at = (x: number) => {
      const calls = painted([{ kind: "bars", id: "row", x, y: 60, width: 60, height: 100, hue: "score", domain: [0, 20], title, limits: false, view: { ...view, fixed: { head: 1, query: 1 }, rows: null } }]);
      return Number(calls.find(({ name, values }) => name === "fillText" && values[0] === title)?.values[1]);
    };
    const { width } = brushOn(recordingContext().context, []);
    expect(at(20)).toBe(20);
    expect(at(width - 60)).toBeLessThan(width - 60);
    // Zoomed in, it goes with them.
    expect(at(width - 30)).toBe(width - 30);
  });
});

describe("parts of marks", () => {
  it("rasterizes cells in row-major order and lists the masked runs", () => {
    const cells = cellsOf(smallTrace(), scoreGrid(1).view);
    const ramp = new Uint8ClampedArray(4 * 257).map((_, byte) => Math.floor(byte / 4) % 256);
    const { pixels, masked, whole, widest } = rasterize(cells, { kind: "sequential", hue: "score", limit: 256 }, ramp);
    expect(masked).toEqual([{ row: 0, start: 1, end: 4 }, { row: 1, start: 2, end: 4 }, { row: 2, start: 3, end: 4 }]);
    expect([pixels[0], pixels[4], pixels[7], pixels[16]]).toEqual([12, 0, 0, 16]);
    expect([whole, widest]).toEqual([true, 22]);
  });

  it("reveals whole rows and the beginning of the next", () => {
    const area = { x: 0, y: 0, width: 40, height: 30 };
    expect(revealedParts(area, 3, 4, 0)).toEqual([]);
    expect(revealedParts(area, 3, 4, 0.5)).toEqual([{ ...area, height: 10 }, { x: 0, y: 10, width: 20, height: 10 }]);
    expect(revealedParts(area, 3, 4, 1)).toEqual([area]);
  });

  it("writes numbers with a true minus and as many decimals as fit", () => {
    expect([cellText(-0.614, 2), cellText(-0.001, 2), cellText(-Infinity, 1), cellText(NaN, 1), cellText(0, 2)]).toEqual(
      ["−0.61", "0.00", "−∞", "NaN", "0"]);
    const width = (text: string): number => 6 * text.length;
    expect(fittingDecimals(-3.2, false, 30, width)).toBe(2);
    expect(fittingDecimals(-3.2, false, 24, width)).toBe(1);
    expect(fittingDecimals(-3.2, false, 20, width)).toBe(-1);
    expect(fittingDecimals(1, true, 8, width)).toBe(0);
  });

  it("keeps the readout on the canvas", () => {
    expect(placeBeside({ x: 50, y: 50, width: 10, height: 10 }, 40, 20, 100, 100)).toEqual({ x: 35, y: 22 });
    expect(placeBeside({ x: 0, y: 0, width: 10, height: 10 }, 40, 20, 100, 100)).toEqual({ x: 0, y: 18 });
    expect(placeBeside({ x: 95, y: 95, width: 10, height: 10 }, 40, 20, 100, 100).x).toBe(60);
  });

  it("breaks the legend into rows and finds levels of bars", () => {
    expect(breakRows([50, 50, 50], 130, 10)).toEqual([[0, 1], [2]]);
    expect(breakRows([], 130, 10)).toEqual([]);
    const area = { x: 0, y: 10, width: 1, height: 100 };
    expect([levelOf(area, [-1, 1], 0), levelOf(area, [0, 1], 7), levelOf(area, [2, 2], 2)]).toEqual([60, 10, 110]);
  });
});
