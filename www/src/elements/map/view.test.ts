import { describe, expect, it } from "vitest";
import { cellAt, cellsIn, clampView, fittingCell, middleOf, panView, viewOf, wholeMap, widestCell, zoomView } from "./view";

const shape = { rows: 1000, keys: 2000 };
const extent = { width: 800, height: 600 };

describe("a view", () => {
  it("of the whole map shows every cell, and begins with the first", () => {
    const view = wholeMap(shape, extent);
    expect(view).toEqual({ row: 0, key: 0, cell: 0.4 });
    expect(cellsIn(view, shape, extent)).toEqual({ rowStart: 0, rowEnd: 1000, keyStart: 0, keyEnd: 2000 });
    expect(wholeMap({ rows: 1, keys: 1 }, extent).cell).toBe(widestCell);
  });

  it("zooms about a point that stays where it is", () => {
    for (const factor of [1.7, 40, 0.9]) {
      const before = viewOf(400, 900, 4, shape, extent);
      const after = zoomView(before, factor, 300, 200, shape, extent);
      expect(after.row + 200 / after.cell).toBeCloseTo(before.row + 200 / before.cell, 9);
      expect(after.key + 300 / after.cell).toBeCloseTo(before.key + 300 / before.cell, 9);
    }
  });

  it("neither leaves the map nor its sizes", () => {
    const far = panView(viewOf(0, 0, 10, shape, extent), -1e9, -1e9, shape, extent);
    expect(far).toEqual({ row: 1000 - 60, key: 2000 - 80, cell: 10 });
    expect(panView(far, 1e9, 1e9, shape, extent)).toEqual({ row: 0, key: 0, cell: 10 });
    expect(zoomView(far, 1e9, 0, 0, shape, extent).cell).toBe(widestCell);
    expect(zoomView(far, 1e-9, 0, 0, shape, extent)).toEqual(wholeMap(shape, extent));
    // One axis may be seen whole while the other is not.
    expect(clampView({ row: 50, key: 50, cell: 0.5 }, shape, extent)).toEqual({ row: 0, key: 50, cell: 0.5 });
  });

  it("has a cell in its middle, away from the edges", () => {
    const view = viewOf(500, 700, 20, shape, extent);
    expect(middleOf(view, shape, extent)).toEqual({ row: 500, key: 700 });
    expect(middleOf(viewOf(0, 0, 20, shape, extent), shape, extent)).toEqual({ row: 15, key: 20 });
    expect(middleOf(wholeMap({ rows: 1, keys: 1 }, extent), { rows: 1, keys: 1 }, extent)).toEqual({ row: 0, key: 0 });
  });

  it("knows the cell under a point, and that there is none beside the map", () => {
    const view = wholeMap(shape, extent);
    expect(cellAt(view, 799, 0, shape)).toEqual({ row: 0, key: 1997 });
    expect(cellAt(view, 10, 401, shape)).toBeNull();
    expect(cellAt(view, -1, 0, shape)).toBeNull();
    expect(fittingCell(shape, extent)).toBe(0.4);
  });
});
