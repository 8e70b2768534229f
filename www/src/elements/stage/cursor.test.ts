import { describe, expect, it } from "vitest";
import type { BarsMark } from "../../marks/display-list";
import { listOf, scoreGrid, smallTrace } from "../../marks/testing";
import { readoutOf, spokenCell } from "./cell-text";
import { firstCursor, moveCursor, placeOf, settled } from "./cursor";

const trace = smallTrace();
const left = scoreGrid(0, { id: "left", dim: 1 });
const right = scoreGrid(1, { id: "right", x: 100 });
const below = scoreGrid(1, { id: "below", y: 100 });
const list = listOf(left, right, below);

describe("cell cursor", () => {
  it("starts in the first grid in focus", () => {
    expect(firstCursor(list)).toEqual({ id: "right", row: 0, col: 0 });
    expect(firstCursor(listOf(left))).toEqual({ id: "left", row: 0, col: 0 });
    expect(firstCursor(listOf())).toBeNull();
  });

  it("moves cell by cell, to the ends of a row, and from grid to grid", () => {
    const at = { id: "left", row: 1, col: 2 };
    expect(moveCursor(list, trace, at, "ArrowUp")).toEqual({ id: "left", row: 0, col: 2 });
    expect(moveCursor(list, trace, at, "ArrowRight")).toEqual({ id: "left", row: 1, col: 3 });
    expect(moveCursor(list, trace, at, "Home").col).toBe(0);
    expect(moveCursor(list, trace, at, "End").col).toBe(3);
    expect(moveCursor(list, trace, at, "PageDown")).toEqual({ id: "right", row: 0, col: 0 });
    expect(moveCursor(list, trace, at, "PageUp")).toBe(at);
  });

  it("goes across an edge into the nearest grid that way, level with where it left", () => {
    expect(moveCursor(list, trace, { id: "left", row: 2, col: 3 }, "ArrowRight")).toEqual({ id: "right", row: 2, col: 0 });
    expect(moveCursor(list, trace, { id: "right", row: 1, col: 0 }, "ArrowLeft")).toEqual({ id: "left", row: 1, col: 3 });
    expect(moveCursor(list, trace, { id: "left", row: 2, col: 1 }, "ArrowDown")).toEqual({ id: "below", row: 0, col: 1 });
    const edge = { id: "left", row: 0, col: 0 };
    expect(moveCursor(list, trace, edge, "ArrowUp")).toBe(edge);
  });

  it("settles on a cell that exists, or nowhere", () => {
    expect(settled(list, trace, { id: "left", row: 9, col: 9 })?.cursor).toEqual({ id: "left", row: 2, col: 3 });
    expect(settled(list, trace, { id: "gone", row: 0, col: 0 })).toBeNull();
    expect(settled(listOf(scoreGrid(0, { id: "left", reveal: 0.4 })), trace, { id: "left", row: 2, col: 0 })).toBeNull();
  });

  it("walks along bars as one row", () => {
    const bars: BarsMark = {
      kind: "bars", id: "bars", x: 0, y: 0, width: 30, height: 10, hue: "score", domain: [0, 1],
      view: { tensor: "scores", fixed: { head: 0, key: 1 }, rows: { axis: "query", start: 0, count: 3 }, cols: null },
    };
    const moved = moveCursor(listOf(bars), trace, { id: "bars", row: 0, col: 1 }, "ArrowRight");
    expect(moved).toEqual({ id: "bars", row: 0, col: 2 });
    expect(placeOf(bars, trace, moved)).toEqual({ row: 2, col: 0 });
  });
});

describe("a cell in words", () => {
  it("is short for the eye and whole for the ear", () => {
    expect(readoutOf(trace, { tensor: "scores", offset: 6, index: [0, 1, 2] })).toBe("S[head 1, cat, sat] = 6");
    expect(spokenCell(trace, { tensor: "scores", offset: 6, index: [0, 1, 2] })).toBe("scores, head 1, query 2 cat, key 3 sat: 6");
    expect(spokenCell(trace, { tensor: "scores", offset: 13, index: [1, 0, 1] })).toBe("scores, head 2, query 1 the, key 2 cat: masked");
  });
});
