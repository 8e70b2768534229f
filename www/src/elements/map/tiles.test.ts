import { describe, expect, it } from "vitest";
import { ancestorOf, blockOf, cellsOf, levelFor, planOf, regionOf, rootLevel, rootTile, tileKey, tileSide, tilesOver, type Tile } from "./tiles";

const shape = { rows: 16_384, keys: 10_000 };
const focus = { row: 0, key: 0 };

describe("levels", () => {
  it("have blocks of a pixel or more, and the finest such", () => {
    for (const cell of [96, 1, 0.9, 0.5, 0.49, 0.037]) {
      const level = levelFor(cell, shape);
      expect(blockOf(level) * cell).toBeGreaterThanOrEqual(1);
      if (level > 0) expect(blockOf(level - 1) * cell).toBeLessThan(1);
    }
    expect(levelFor(1e-9, shape)).toBe(rootLevel(shape));
  });

  it("end with one tile for all", () => {
    for (const rows of [1, 128, 129, 4096, 4097, 131_072]) {
      const { rowStart, rowEnd } = cellsOf(rootTile({ rows, keys: 3 }), { rows, keys: 3 });
      expect([rowStart, rowEnd]).toEqual([0, rows]);
      const level = rootLevel({ rows, keys: 3 });
      if (level > 0) expect(tileSide * blockOf(level - 1)).toBeLessThan(rows);
    }
  });
});

describe("tiles", () => {
  it("cover each cell of a view once, and no others than those about it", () => {
    const cells = { rowStart: 1000, rowEnd: 3000, keyStart: 9000, keyEnd: 10_000 };
    for (const level of [0, 2, 4]) {
      const tiles = tilesOver(cells, level, focus);
      expect(new Set(tiles.map(tileKey)).size).toBe(tiles.length);
      let area = 0;
      for (const tile of tiles) {
        const own = cellsOf(tile, shape);
        const rows = Math.min(own.rowEnd, cells.rowEnd) - Math.max(own.rowStart, cells.rowStart);
        const keys = Math.min(own.keyEnd, cells.keyEnd) - Math.max(own.keyStart, cells.keyStart);
        expect(Math.min(rows, keys)).toBeGreaterThan(0);
        area += rows * keys;
      }
      expect(area).toBe(2000 * 1000);
    }
  });

  it("come nearest to the focus first", () => {
    const cells = { rowStart: 0, rowEnd: 1000, keyStart: 0, keyEnd: 1000 };
    expect(tilesOver(cells, 0, { row: 520, key: 130 })[0]).toEqual({ level: 0, down: 4, across: 1 });
  });

  it("lie in their ancestors", () => {
    const tile: Tile = { level: 1, down: 13, across: 6 };
    const [own, above] = [cellsOf(tile, shape), cellsOf(ancestorOf(tile, 4), shape)];
    expect(above.rowStart).toBeLessThanOrEqual(own.rowStart);
    expect(above.rowEnd).toBeGreaterThanOrEqual(own.rowEnd);
    expect(ancestorOf(tile, 1)).toEqual(tile);
  });

  it("are asked for within the map, in steps that divide their blocks", () => {
    const region = regionOf({ level: 5, down: 3, across: 2 }, 32, shape);
    expect(region).toEqual({ rowStart: 12_288, rowEnd: 16_384, keyStart: 8192, keyEnd: 10_000, blockRows: 32, blockKeys: 32, step: 32 });
  });
});

describe("the plan", () => {
  const far: Tile = { level: 5, down: 3, across: 2 };
  const near: Tile = { level: 5, down: 0, across: 0 };
  const steps = (inView: readonly Tile[], known: ReadonlyMap<string, number>) =>
    planOf(inView, shape, (tile) => known.get(tileKey(tile)) ?? null).map(({ tile, step }) => `${tileKey(tile)} ${step}`);

  it("is a sample of all, samples of what is in view, all rows of that, all rows of all", () => {
    expect(steps([near, far], new Map())).toEqual(["7/0/0 128", "5/0/0 32", "5/3/2 32", "5/0/0 1", "5/3/2 1", "7/0/0 1"]);
  });

  it("leaves out what is known as well", () => {
    const known = new Map([["7/0/0", 128], ["5/0/0", 1], ["5/3/2", 32]]);
    expect(steps([near, far], known)).toEqual(["5/3/2 1", "7/0/0 1"]);
    expect(steps([near], new Map([["7/0/0", 1], ["5/0/0", 1]]))).toEqual([]);
  });

  it("takes no samples of what is computed as soon, and asks for one tile once", () => {
    const small = { rows: 100, keys: 100 };
    expect(planOf([rootTile(small)], small, () => null)).toEqual([{ tile: rootTile(small), step: 1 }]);
    expect(steps([{ level: 0, down: 1, across: 1 }], new Map([["7/0/0", 1]]))).toEqual(["0/1/1 1"]);
  });

  it("does not compute the whole of a huge map unasked", () => {
    const huge = { rows: 131_072, keys: 131_072 };
    const plan = planOf([], huge, () => null);
    expect(plan).toEqual([{ tile: rootTile(huge), step: 1024 }]);
  });
});
