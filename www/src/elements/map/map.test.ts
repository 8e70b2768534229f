import { describe, expect, it } from "vitest";
import { Atlas } from "./atlas";
import { shortNumber } from "./axes";
import { marksOf, shadeOf } from "./scale";
import { initialMap, isOtherMap, longest, readMap, writeMap } from "./settings";
import { strongestBlocks } from "./strongest";
import { blockSentence, bytesName, refinementSentence } from "./words";

const blocks = (down: number, across: number, numbers: readonly number[] = []) => {
  const max = new Float32Array(down * across);
  max.set(numbers);
  return { down, across, max, mean: max.slice() };
};

describe("the scale", () => {
  it("has its marks where it has their weights", () => {
    for (const { label, place } of marksOf("linear")) expect(shadeOf("linear", Number(label))).toBe(place);
    expect([1e-6, 1e-4, 1e-2, 1].map((weight) => shadeOf("log", weight))).toEqual(marksOf("log").map(({ place }) => expect.closeTo(place, 9) as number));
    expect([0, 1e-9, 2, Number.NaN].map((weight) => shadeOf("log", weight))).toEqual([0, 0, 1, 0]);
  });
});

describe("the atlas", () => {
  it("keeps what was used last, and no sample in place of a whole", () => {
    const atlas = new Atlas();
    const tile = (down: number) => ({ level: 0, down, across: 0 });
    for (let down = 0; down < 96; down += 1) atlas.put(tile(down), 1, blocks(1, 1));
    atlas.get(tile(0));
    atlas.put(tile(96), 1, blocks(1, 1));
    expect([atlas.size, atlas.stepOf(tile(0)), atlas.stepOf(tile(1)), atlas.stepOf(tile(96))]).toEqual([96, 1, null, 1]);
    atlas.put(tile(0), 32, blocks(1, 1));
    expect(atlas.stepOf(tile(0))).toBe(1);
    atlas.reserve(200);
    for (let down = 97; down < 500; down += 1) atlas.put(tile(down), 1, blocks(1, 1));
    expect([atlas.size, atlas.bytes]).toEqual([400, 400 * 8]);
  });
});

describe("the strongest", () => {
  it("are those within the view, and one of neighbours", () => {
    const atlas = new Atlas();
    const tile = { level: 1, down: 0, across: 0 };
    const numbers = new Array<number>(64).fill(0);
    [numbers[0], numbers[1], numbers[28], numbers[63]] = [0.9, 0.8, 0.5, 0.99];
    atlas.put(tile, 1, blocks(8, 8, numbers));
    const shape = { rows: 16, keys: 16 };
    const all = strongestBlocks([tile], { rowStart: 0, rowEnd: 14, keyStart: 0, keyEnd: 14 }, shape, atlas, 3);
    expect(all.map(({ row, key }) => [row, key])).toEqual([[0, 0], [6, 8]]);
    expect(strongestBlocks([tile], { rowStart: 0, rowEnd: 16, keyStart: 0, keyEnd: 16 }, shape, atlas, 1)).toEqual([{ row: 14, key: 14, block: 2, max: expect.closeTo(0.99, 6) as number }]);
    expect(strongestBlocks([{ ...tile, down: 1 }], { rowStart: 0, rowEnd: 16, keyStart: 0, keyEnd: 16 }, shape, atlas, 1)).toEqual([]);
  });
});

describe("settings", () => {
  it("come back from an address as they were written", () => {
    const settings = { ...initialMap, head: "induction", n: 4096, text: "a b", mask: "none", row: 12, key: 7, cell: 22.5 } as const;
    const parameters = new URLSearchParams(writeMap(settings));
    expect(readMap((name) => parameters.get(name))).toEqual({ settings, notices: [] });
    expect(writeMap(initialMap)).toBe("");
  });

  it("tell what they could not take", () => {
    const { settings, notices } = readMap((name) => ({ n: String(longest + 1), head: "best", mask: "" })[name] ?? null);
    expect([settings.n, settings.head]).toEqual([longest, initialMap.head]);
    expect(notices).toHaveLength(3);
  });

  it("know which of them ask for another map", () => {
    expect(isOtherMap(initialMap, { ...initialMap, n: 5 })).toBe(true);
    expect(isOtherMap(initialMap, { ...initialMap, show: "mean", scale: "linear", cell: 4, row: 2 })).toBe(false);
  });

  it("keep a long text out of the address", () => {
    expect(writeMap({ ...initialMap, text: "word ".repeat(1000) })).toBe("");
  });
});

describe("words", () => {
  it("say what a square is", () => {
    expect(blockSentence(1, "mean")).toBe("Each square is one weight.");
    expect(blockSentence(32, "max")).toMatch(/32 × 32 cells.*largest weight/u);
    expect(blockSentence(32, "mean")).toMatch(/mean weight/u);
  });

  it("say how much was read", () => {
    expect(refinementSentence({ exact: 4, tiles: 4, step: null })).toMatch(/^Exact/u);
    expect(refinementSentence({ exact: 0, tiles: 4, step: 32 })).toBe("A sample so far: 1 row in 32 was computed.");
    expect(refinementSentence({ exact: 1, tiles: 4, step: 32 })).toBe("1 of 4 parts are exact so far; the rest is a sample of 1 row in 32.");
    expect(refinementSentence({ exact: 0, tiles: 4, step: null })).toMatch(/on its way/u);
  });

  it("fit numbers into cells and sizes into sentences", () => {
    expect([1, 0.123, 0.004, 0.0004, 0.000_03, 1e-12, 0].map(shortNumber)).toEqual(["1.00", "0.12", "0.004", "0.0004", "3·10⁻⁵", "< 10⁻⁹", "0"]);
    expect([512, 8.5e6, 14e6, 1.0737e9].map(bytesName)).toEqual(["0.5 kB", "8.5 MB", "14 MB", "1.1 GB"]);
  });
});
