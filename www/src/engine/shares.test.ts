/** Problems that are shared out against the same problems computed whole. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw } from "../trace/draw";
import { createEngine, type AttentionRequest, type AttentionResult, type Engine } from "./index";
import { arraysOf } from "./messages";
import { plan, type Share } from "./shares";
import { Stock } from "./stock";

const stock = new Stock();
let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.dispose());

const numbers = (stream: number, length: number) => Float32Array.from({ length }, (_, at) => draw(5, stream, at));

/** Large enough to be worth sharing. */
const BASE = { batch: 1, heads: 8, kvHeads: 8, qLen: 520, kvLen: 520, headDim: 16, valueDim: 16 };

function request(change: Partial<AttentionRequest> = {}): AttentionRequest {
  const sizes = { ...BASE, ...change } as typeof BASE;
  return {
    q: numbers(0, sizes.batch * sizes.heads * sizes.qLen * sizes.headDim),
    k: numbers(1, sizes.batch * sizes.kvHeads * sizes.kvLen * sizes.headDim),
    v: numbers(2, sizes.batch * sizes.kvHeads * sizes.kvLen * sizes.valueDim),
    ...sizes,
    ...change,
  };
}

/** A part as an engine is asked for it. */
function requestOf({ work }: Share): AttentionRequest {
  const arrays = work.kind === "attention" ? arraysOf(work.request) : null;
  if (!arrays) throw new Error("a part is attention of arrays");
  return arrays;
}

const gap = (a: Float32Array, b: Float32Array) =>
  a.reduce((worst, cell, at) => Math.max(worst, cell === b[at] ? 0 : Math.abs(cell - (b[at] ?? Number.NaN))), 0);

async function sharedOut(asked: AttentionRequest, workers: number): Promise<{ whole: AttentionResult; count: number; weight: number }> {
  const parts = plan(asked, workers);
  if (parts === null) throw new Error("it is not shared out");
  let [count, weight] = [0, 0];
  for (const share of parts.shares(stock)) {
    share.place(await engine.attention(requestOf(share)), parts.whole);
    count++;
    weight += share.weight;
  }
  expect(count).toBe(parts.count);
  return { whole: parts.whole, count, weight };
}

/** Hides about a third of the keys, differently for each row. */
const boolean = (length: number) => Uint8Array.from({ length }, (_, at) => (draw(6, 0, at) > -0.7 ? 1 : 0));

describe("a problem that is shared out", () => {
  it.each<[string, Partial<AttentionRequest>, number]>([
    ["heads alone", {}, 2],
    ["several heads together", { heads: 64, kvHeads: 64, qLen: 200, kvLen: 200 }, 2],
    ["one head, causal, by queries", { heads: 1, kvHeads: 1, qLen: 1500, kvLen: 1700, causal: true }, 2],
    ["an offset that is given, by queries", { heads: 2, kvHeads: 1, qLen: 1100, kvLen: 1100, causal: true, offset: [-3] }, 3],
    ["grouped queries with lengths and a window", {
      batch: 3, heads: 4, kvHeads: 2, kvLengths: [520, 100, 7], causal: true, window: { left: 60 }, sinks: 2,
    }, 4],
    ["offsets of each entry", { batch: 2, heads: 4, kvHeads: 2, offset: [5, -40], window: { left: 30, right: 9 } }, 8],
    ["a mask for all heads", { mask: { kind: "boolean", data: boolean(520 * 520), shape: [520, 520] } }, 2],
    ["a mask for each head", { heads: 2, kvHeads: 2, qLen: 1100, headDim: 32, valueDim: 32, mask: { kind: "additive", data: numbers(7, 2 * 520), shape: [1, 2, 1, 520] } }, 2],
    ["a mask for each entry that ends early", {
      batch: 2, heads: 4, kvHeads: 4, mask: { kind: "boolean", data: boolean(2 * 520 * 300), shape: [2, 1, 520, 300] },
    }, 2],
    ["other settings", { heads: 4, kvHeads: 4, qLen: 2100, headDim: 5, valueDim: 11, scale: 0.3, softcap: 4 }, 5],
  ])("agrees: %s", async (_, change, workers) => {
    const asked = request(change);
    const { whole, count, weight } = await sharedOut(asked, workers);
    const expected = await engine.attention(asked);
    expect(gap(whole.out, expected.out)).toBeLessThan(1e-6);
    expect(gap(whole.lse, expected.lse)).toBeLessThan(1e-5);
    expect(count).toBeGreaterThanOrEqual(2 * workers);
    expect(weight).toBeCloseTo(1);
  });

  it("copies: the caller may change its arrays", () => {
    const asked = request();
    for (const share of plan(asked, 2)?.shares(stock) ?? []) expect(requestOf(share).q.buffer).not.toBe(asked.q.buffer);
  });

  it.each<[string, Partial<AttentionRequest>, number]>([
    ["one worker", { qLen: 1030, kvLen: 1030 }, 1],
    ["a small problem", { qLen: 100, kvLen: 100 }, 4],
    ["scores", { scores: "weights" }, 4],
    ["a field that there is not", { cauasl: true } as never, 4],
    ["an array that is too short", { v: new Float32Array(3) }, 4],
    ["an array of another kind", { k: [1] as never }, 4],
    ["heads that do not divide", { kvHeads: 3 }, 4],
    ["half a key", { kvLen: 519.5 }, 4],
    ["a scale that is no number", { scale: Number.NaN }, 4],
    ["a window that looks elsewhere", { window: { up: 3 } as never }, 4],
    ["a mask that does not fit", { mask: { kind: "boolean", data: boolean(9), shape: [3, 3] } }, 4],
    ["a mask of another kind", { mask: { kind: "additive", data: boolean(520), shape: [520] } }, 4],
    ["too many offsets", { offset: [1, 2] }, 4],
    ["a length beyond the keys", { kvLengths: [521] }, 4],
  ])("is left whole: %s", (_, change, workers) => {
    expect(plan({ ...request(), ...change }, workers)).toBeNull();
  });
});
