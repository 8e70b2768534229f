/** Maps through their own worker's server, on this thread: what is shown against the formula, and what is refused. */
import { afterAll, describe, expect, it } from "vitest";
import { draw } from "../../trace/draw";
import { AttentionError } from "../errors";
import { Maps, type MapRegion, type MapRequest } from "./maps";

const maps = new Maps();
afterAll(() => maps.dispose());

const [rows, keys, headDim] = [70, 300, 5];
const drawn = (count: number, stream: number) => Float32Array.from({ length: count }, (_, at) => 2 * draw(3, stream, at));
const arrays = { q: drawn(rows * headDim, 0), k: drawn(keys * headDim, 1), headDim };

async function code(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttentionError);
  return (error as AttentionError).code;
}

/** The weights as their formula. */
function weights(sees: (row: number, key: number) => boolean): number[][] {
  return Array.from({ length: rows }, (_, row) => {
    const scores = Array.from({ length: keys }, (_, key) => {
      let dot = 0;
      for (let d = 0; d < headDim; d += 1) dot += (arrays.q[row * headDim + d] ?? 0) * (arrays.k[key * headDim + d] ?? 0);
      return sees(row, key) ? Math.exp(dot / Math.sqrt(headDim)) : 0;
    });
    const sum = scores.reduce((a, b) => a + b, 0);
    return scores.map((score) => score / sum);
  });
}

const whole: MapRegion = { rowStart: 0, rowEnd: rows, keyStart: 0, keyEnd: keys, blockRows: 1, blockKeys: 1, step: 1 };

describe("a map", () => {
  it("shows what the formula gives, cell by cell and in blocks", async () => {
    const place = (row: number) => row + keys - rows;
    const map = await maps.open({ arrays, causal: true, window: 100, sinks: 2 });
    expect(map.info).toMatchObject({ rows, keys, headDim, words: [], dropped: 0 });
    const expected = weights((row, key) => key <= place(row) && (key >= place(row) - 100 || key < 2));
    const { down, across, max, mean } = await map.look(whole);
    expect([down, across]).toEqual([rows, keys]);
    const wrong = expected.flat().filter((weight, at) => Math.abs(weight - (max[at] ?? 0)) > 1e-5 || max[at] !== mean[at]);
    expect(wrong).toEqual([]);

    const blocks = await map.look({ ...whole, rowStart: 10, rowEnd: 29, keyStart: 7, blockRows: 8, blockKeys: 100, step: 4 });
    expect([blocks.down, blocks.across]).toEqual([3, 3]);
    // Of rows 10 to 13 and 14 to 17 the third each, of keys 107 to 206.
    const cells = [12, 16].flatMap((row) => expected[row]?.slice(107, 207) ?? []);
    expect(blocks.max[1]).toBeCloseTo(Math.max(...cells), 5);
    expect(blocks.mean[1]).toBeCloseTo(cells.reduce((a, b) => a + b, 0) / cells.length, 6);

    const cell = await map.cell(30, 200);
    expect(Math.exp(cell.dot * cell.scale - cell.lse)).toBeCloseTo(cell.weight, 12);
    expect(cell.weight).toBeCloseTo(expected[30]?.[200] ?? 0, 5);
    expect(await map.cell(0, 299)).toMatchObject({ hidden: true, weight: 0 });
    map.close();
    expect(await code(map.look(whole))).toBe("map-lost");
  });

  it("is of a text whose words come back", async () => {
    const map = await maps.open({ constructed: { head: "previous", length: 400, seed: 7 }, causal: true });
    const { words, tokens } = map.info;
    expect(tokens).toHaveLength(400);
    expect(words[tokens[0] ?? -1]).toBe("<begin>");
    const { max } = await map.look({ ...whole, rowEnd: 400, keyEnd: 400 });
    for (let row = 1; row < 400; row += 1) expect(max[row * 400 + row - 1]).toBeGreaterThan(0.8);
    map.close();
  });

  it("is of a reader's text, cut where it is too long", async () => {
    const map = await maps.open({ constructed: { head: "same", text: "Ja ja, NEIN ja!", length: 5, seed: 1 } });
    expect(map.info).toMatchObject({ rows: 5, dropped: 1 });
    expect([...map.info.tokens].map((token) => map.info.words[token]?.toLowerCase())).toEqual(["ja", "ja", ",", "nein", "ja"]);
    map.close();
  });

  it("lets go of a region that nobody waits for, and goes on", async () => {
    const map = await maps.open({ constructed: { head: "mixed", length: 3000, seed: 7 } });
    const control = new AbortController();
    const all = { ...whole, rowEnd: 3000, keyEnd: 3000, blockRows: 8, blockKeys: 8 };
    const looking = code(map.look(all, { signal: control.signal }));
    control.abort();
    expect(await looking).toBe("cancelled");
    expect((await map.look({ ...all, rowEnd: 8 })).down).toBe(1);
    expect(await maps.memory()).toBeGreaterThan(2 * 3000 * 64 * 4);
    map.close();
  });

  const refused: readonly (readonly [string, MapRequest])[] = [
    ["bad-request", {}],
    ["bad-request", { arrays, constructed: { head: "same", length: 5, seed: 1 } }],
    ["bad-request", { constructed: { head: "best" as "same", length: 5, seed: 1 } }],
    ["bad-setting", { constructed: { head: "same", length: 0, seed: 1 } }],
    ["too-large", { constructed: { head: "same", length: 131_073, seed: 1 } }],
    ["empty-text", { constructed: { head: "same", text: " \n", length: 5, seed: 1 } }],
    ["shape-mismatch", { arrays: { ...arrays, headDim: 8 } }],
    ["bad-setting", { arrays: { ...arrays, headDim: 0 } }],
    ["bad-setting", { arrays: { q: new Float32Array(5).fill(Number.NaN), k: arrays.k, headDim } }],
    ["bad-model", { file: { bytes: new Uint8Array(40), head: 0 } }],
  ];
  it.each(refused)("is refused as %s: %j", async (expected, request) => {
    expect(await code(maps.open(request))).toBe(expected);
  });

  it("refuses regions that it has not, and works on", async () => {
    const map = await maps.open({ arrays });
    const regions: Partial<MapRegion>[] = [{ rowEnd: rows + 1 }, { keyStart: keys }, { blockKeys: 0 }, { step: 2 }, { step: 0 }];
    for (const region of regions) expect(await code(map.look({ ...whole, ...region }))).toBe("bad-setting");
    expect(await code(map.cell(rows, 0))).toBe("bad-setting");
    expect((await map.look(whole)).down).toBe(rows);
    map.close();
  });

  it("is gone with its maps", async () => {
    const own = new Maps();
    const map = await own.open({ arrays });
    own.dispose();
    expect(await code(map.look(whole))).toBe("disposed");
  });
});
