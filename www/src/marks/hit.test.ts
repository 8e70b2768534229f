import { describe, expect, it } from "vitest";
import type { BarsMark } from "./display-list";
import { cellRects, hitTest } from "./hit";
import { listOf, scoreGrid, smallTrace } from "./testing";
import { cellsOf, locate, offsetOf } from "./view";

const trace = smallTrace();
const camera = { scale: 2, x: 5, y: 7 };
/** The screen point of a world point. */
const screen = (x: number, y: number): [number, number] => [2 * x + 5, 2 * y + 7];

describe("view", () => {
  it("maps every cell of a window to its offset and back", () => {
    const view = { ...scoreGrid(1).view, rows: { axis: "query", start: 1, count: 2 }, cols: { axis: "key", start: 2, count: 2 } };
    const cells = cellsOf(trace, view);
    for (let row = 0; row < 2; row++) {
      for (let col = 0; col < 2; col++) {
        const offset = offsetOf(cells, row, col);
        expect(offset).toBe(trace.tensor("scores").offset({ head: 1, query: 1 + row, key: 2 + col }));
        expect(locate(cells, offset)).toEqual({ row, col });
      }
    }
    expect(locate(cells, trace.tensor("scores").offset([0, 1, 2]))).toBeNull();
    expect(locate(cells, trace.tensor("scores").offset([1, 0, 2]))).toBeNull();
  });

  it("transposes when rows are the inner axis", () => {
    const { rows, cols, ...rest } = scoreGrid(0).view;
    const cells = cellsOf(trace, { ...rest, rows: cols, cols: rows });
    expect([cells.rows, cells.cols, offsetOf(cells, 3, 2)]).toEqual([4, 3, 11]);
  });

  it("rejects a view that leaves the tensor or forgets an axis", () => {
    const { view } = scoreGrid(0);
    expect(() => cellsOf(trace, { ...view, fixed: {} })).toThrow(/axis head/u);
    expect(() => cellsOf(trace, { ...view, fixed: { head: 2 } })).toThrow(/axis head has 2 places/u);
    expect(() => cellsOf(trace, { ...view, cols: { axis: "key", start: 2, count: 3 } })).toThrow(/axis key/u);
    expect(() => cellsOf(trace, { ...view, cols: { axis: "dim", start: 0, count: 1 } })).toThrow(RangeError);
  });
});

describe("hitTest", () => {
  it("finds the cell under a point, through the camera", () => {
    const hit = hitTest(listOf(scoreGrid(1)), camera, trace, ...screen(35, 45));
    expect(hit).toMatchObject({ tensor: "scores", index: [1, 2, 2], offset: 22, row: 2, col: 2 });
    expect(hitTest(listOf(scoreGrid(1)), camera, trace, ...screen(9, 45))).toBeNull();
  });

  it("takes the far edges for the last cells", () => {
    expect(hitTest(listOf(scoreGrid(0)), camera, trace, ...screen(50, 50))?.index).toEqual([0, 2, 3]);
  });

  it("takes the nearest mark and looks through faint ones", () => {
    const below = scoreGrid(0, { layer: 1 });
    expect(hitTest(listOf(below, scoreGrid(1)), camera, trace, ...screen(15, 25))?.index).toEqual([0, 0, 0]);
    const faint = scoreGrid(1, { layer: 2, opacity: 0.3 });
    expect(hitTest(listOf(below, faint), camera, trace, ...screen(15, 25))?.mark.id).toBe("head 0");
  });

  it("does not find cells that are not computed yet", () => {
    const list = listOf(scoreGrid(0, { reveal: 0.5 }));
    expect(hitTest(list, camera, trace, ...screen(45, 25))?.index).toEqual([0, 0, 3]);
    expect(hitTest(list, camera, trace, ...screen(25, 35))?.index).toEqual([0, 1, 1]);
    expect(hitTest(list, camera, trace, ...screen(35, 35))).toBeNull();
  });

  it("finds a bar by its column, at any height", () => {
    const { view } = scoreGrid(0);
    const bars: BarsMark = {
      kind: "bars", id: "row", x: 0, y: 0, width: 40, height: 20, hue: "score", domain: [0, 4],
      view: { ...view, fixed: { head: 1, query: 2 }, rows: null },
    };
    for (const y of [1, 19]) expect(hitTest(listOf(bars), camera, trace, ...screen(25, y))?.index).toEqual([1, 2, 2]);
  });

  it("says where a cell stands, and a hit there finds the cell", () => {
    const list = listOf(scoreGrid(0), scoreGrid(1, { x: 60 }));
    for (let offset = 0; offset < 24; offset++) {
      const places = cellRects(list, camera, trace, "scores", offset);
      expect(places).toHaveLength(1);
      const { rect } = places[0] as (typeof places)[number];
      expect(hitTest(list, camera, trace, rect.x + rect.width / 2, rect.y + rect.height / 2)?.offset).toBe(offset);
    }
    expect(cellRects(list, camera, trace, "other", 0)).toEqual([]);
  });
});
