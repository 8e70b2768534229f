import { describe, expect, it } from "vitest";
import { covers } from "../../scenes/target";
import { smallTrace as trace } from "../testing/trace";
import { cellsOfLit, existing, sameCell, targetOf } from "./cells";
import { lock, nothingPointed, spotlight } from "./pointing";

const sum1 = { tensor: "sum", index: [1] };
const shown = new Set(["given", "sum"]);
const given0 = { tensor: "given", index: [0, 2] };

describe("spotlight", () => {
  it("is dark when nothing is pointed at", () => {
    expect(spotlight(trace, nothingPointed, shown)).toEqual({ cell: null, locked: false, target: null, lit: [] });
  });

  it("lights the sources of the cell under the pointer", () => {
    expect(spotlight(trace, { ...nothingPointed, hovered: sum1 }, shown)).toEqual({
      cell: sum1, locked: false, target: { tensor: "sum", at: { token: 1 } }, lit: [{ tensor: "given", cells: [3, 4, 5] }],
    });
  });

  it("prefers the locked cell, and the cells of a word to its sources", () => {
    const pointing = { hovered: given0, locked: sum1, linked: { tensor: "given", at: { token: 0 } } };
    const { cell, locked, lit } = spotlight(trace, pointing, shown);
    expect(cell).toBe(sum1);
    expect(locked).toBe(true);
    expect(lit).toEqual([{ tensor: "given", cells: [0, 1, 2] }]);
  });

  it("lights what the cells of a word come from where they are not in the picture", () => {
    const word = { ...nothingPointed, linked: { tensor: "sum", at: { token: 1 } } };
    expect(spotlight(trace, word, shown).lit).toEqual([{ tensor: "sum", cells: [1] }]);
    expect(spotlight(trace, word, new Set(["given"])).lit).toEqual([{ tensor: "given", cells: [3, 4, 5] }]);
    expect(spotlight(trace, word, new Set(["other"])).lit).toEqual([{ tensor: "sum", cells: [1] }]);
    expect(spotlight(trace, { ...nothingPointed, linked: { tensor: "none" } }, shown).lit).toEqual([{ tensor: "none", cells: [] }]);
  });

  it("forgets a cell that the trace no longer has", () => {
    expect(spotlight(trace, { ...nothingPointed, locked: { tensor: "sum", index: [2] } }, shown).cell).toBeNull();
    expect(existing(trace, { tensor: "none", index: [] })).toBeNull();
    expect(existing(trace, { tensor: "sum", index: [0, 0] })).toBeNull();
  });
});

describe("lock", () => {
  it("holds a cell and frees it when it is chosen again", () => {
    const held = lock(nothingPointed, sum1);
    expect(held.locked).toBe(sum1);
    expect(lock(held, { ...sum1 }).locked).toBeNull();
    expect(lock(held, given0).locked).toBe(given0);
  });
});

describe("cells", () => {
  it("are compared by tensor and place", () => {
    expect(sameCell(sum1, { tensor: "sum", index: [1] })).toBe(true);
    expect(sameCell(sum1, given0)).toBe(false);
    expect(sameCell(null, sum1)).toBe(false);
  });

  it("are covered by the targets that stand for them", () => {
    const cell = targetOf(trace, given0);
    expect(covers({ tensor: "given" }, cell)).toBe(true);
    expect(covers({ tensor: "given", at: { model: 2 } }, cell)).toBe(true);
    expect(covers({ tensor: "given", at: { token: 1 } }, cell)).toBe(false);
    expect(covers({ tensor: "given", at: { model: [1, 3] } }, cell)).toBe(true);
    expect(covers({ tensor: "given", at: { model: [0, 2] } }, cell)).toBe(false);
    expect(covers({ tensor: "sum" }, cell)).toBe(false);
  });

  it("of a target are found by its places", () => {
    expect(cellsOfLit(trace, { tensor: "given", at: { model: 1 } }).cells).toEqual([1, 4]);
    expect(cellsOfLit(trace, { tensor: "given", at: { model: [1, 3] } }).cells).toEqual([1, 2, 4, 5]);
    expect(cellsOfLit(trace, { tensor: "none" }).cells).toEqual([]);
    expect(cellsOfLit(trace, { tensor: "sum", cells: [1] })).toEqual({ tensor: "sum", cells: [1] });
  });
});
