/** The engine's attention against the formula written out in float64. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw } from "../trace/draw";
import { createEngine, type AttentionRequest, type Engine } from "./index";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.dispose());

type Sizes = Required<Record<"batch" | "heads" | "kvHeads" | "qLen" | "kvLen" | "headDim" | "valueDim", number>>;
const BASE: Sizes = { batch: 1, heads: 2, kvHeads: 2, qLen: 5, kvLen: 5, headDim: 3, valueDim: 3 };

function numbers(stream: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => draw(17, stream, at));
}

function operands({ batch, heads, kvHeads, qLen, kvLen, headDim, valueDim }: Sizes) {
  return {
    q: numbers(0, batch * heads * qLen * headDim),
    k: numbers(1, batch * kvHeads * kvLen * headDim),
    v: numbers(2, batch * kvHeads * kvLen * valueDim),
  };
}

interface Oracle {
  /** Whether query i of batch entry b sees key j. */
  sees?(b: number, i: number, j: number): boolean;
  scale?: number;
  softcap?: number;
  add?(b: number, h: number, i: number, j: number): number;
}

/** softmax(scale q kᵀ) v, cell by cell. */
function attention(sizes: Sizes, { q, k, v }: ReturnType<typeof operands>, oracle: Oracle) {
  const { batch, heads, kvHeads, qLen, kvLen, headDim, valueDim } = sizes;
  const scale = oracle.scale ?? 1 / Math.sqrt(headDim);
  const out: number[] = [];
  const lse: number[] = [];
  const weights: number[] = [];
  for (let b = 0; b < batch; b++) for (let h = 0; h < heads; h++) for (let i = 0; i < qLen; i++) {
    const group = b * kvHeads + Math.floor(h / (heads / kvHeads));
    const scores = Array.from({ length: kvLen }, (_, j) => {
      if (oracle.sees && !oracle.sees(b, i, j)) return -Infinity;
      let dot = 0;
      for (let d = 0; d < headDim; d++) dot += q[((b * heads + h) * qLen + i) * headDim + d]! * k[(group * kvLen + j) * headDim + d]!;
      const score = dot * scale;
      const capped = oracle.softcap ? oracle.softcap * Math.tanh(score / oracle.softcap) : score;
      return capped + (oracle.add?.(b, h, i, j) ?? 0);
    });
    const max = Math.max(...scores);
    const row = scores.map((score) => (score === -Infinity ? 0 : Math.exp(score - max)));
    const sum = row.reduce((total, e) => total + e, 0);
    lse.push(sum === 0 ? -Infinity : max + Math.log(sum));
    weights.push(...row.map((e) => (sum === 0 ? 0 : e / sum)));
    for (let d = 0; d < valueDim; d++) {
      out.push(row.reduce((total, e, j) => total + (sum === 0 ? 0 : (e / sum) * v[(group * kvLen + j) * valueDim + d]!), 0));
    }
  }
  return { out, lse, weights };
}

function expectNear(actual: Float32Array | undefined, expected: readonly number[]): void {
  expect(actual?.length).toBe(expected.length);
  expected.forEach((value, at) => {
    const near = Math.abs(actual![at]! - value) <= 1e-5 * Math.max(1, Math.abs(value));
    if (!near && !Object.is(actual![at], value)) expect(actual![at], `cell ${at}`).toBe(value);
  });
}

const bits = Uint8Array.from({ length: 25 }, (_, at) => Number(at < 5 ? 0 : at % 3 !== 1));
const bias = numbers(3, 2 * 25);

const cases: [string, Partial<Sizes>, Partial<AttentionRequest>, Oracle][] = [
  ["plain", {}, {}, {}],
  ["grouped queries, several in a batch", { batch: 2, heads: 6, kvHeads: 2 }, {}, {}],
  ["one query head to all keys", { heads: 4, kvHeads: 1, valueDim: 7 }, {}, {}],
  ["causal after a cached prefix", { qLen: 3, kvLen: 8 }, { causal: true }, { sees: (_, i, j) => j <= i + 5 }],
  ["causal, more queries than keys", { qLen: 6, kvLen: 2 }, { causal: true }, { sees: (_, i, j) => j <= i - 4 }],
  ["an offset of its own", { kvLen: 6 }, { causal: true, offset: [0] }, { sees: (_, i, j) => j <= i }],
  ["a window with a sink", { qLen: 7, kvLen: 7 }, { window: { left: 1, right: 1 }, sinks: 1 },
    { sees: (_, i, j) => (j >= i - 1 || j < 1) && j <= i + 1 }],
  ["padding", { batch: 2 }, { kvLengths: [2, 5] }, { sees: (b, _, j) => j < (b === 0 ? 2 : 5) }],
  ["a scale", {}, { scale: 0.1 }, { scale: 0.1 }],
  ["a softcap", {}, { softcap: 0.5 }, { softcap: 0.5 }],
  ["a boolean mask with a row that sees nothing", {}, { mask: { kind: "boolean", data: bits, shape: [5, 5] } },
    { sees: (_, i, j) => bits[i * 5 + j] === 1 }],
  ["an additive mask for each head", {}, { mask: { kind: "additive", data: bias, shape: [2, 5, 5] } },
    { add: (_, h, i, j) => bias[(h * 5 + i) * 5 + j]! }],
  ["no keys", { kvLen: 0 }, {}, {}],
  ["more than one tile", { heads: 1, kvHeads: 1, qLen: 150, kvLen: 170, headDim: 8, valueDim: 4 }, { causal: true },
    { sees: (_, i, j) => j <= i + 20 }],
];

describe("engine.attention", () => {
  it.each(cases)("%s", async (_, change, settings, oracle) => {
    const sizes = { ...BASE, ...("heads" in change ? {} : { kvHeads: 2 }), ...change };
    const arrays = operands(sizes);
    const should = attention(sizes, arrays, oracle);
    const is = await engine.attention({ ...sizes, ...arrays, ...settings });
    expectNear(is.out, should.out);
    expectNear(is.lse, should.lse);
    expect(is.scores).toBeUndefined();
  });

  it("takes lengths, batch and heads that are left out from the others", async () => {
    const arrays = operands(BASE);
    const { out } = await engine.attention({ ...arrays, heads: 2, qLen: 5, headDim: 3 });
    expectNear(out, attention(BASE, arrays, {}).out);
  });

  it("returns the weights when they are asked for", async () => {
    const arrays = operands(BASE);
    const { scores } = await engine.attention({ ...BASE, ...arrays, causal: true, scores: "weights" });
    expectNear(scores, attention(BASE, arrays, { sees: (_, i, j) => j <= i }).weights);
  });

  it("keeps NaN and infinity in the rows that they reach", async () => {
    const arrays = operands(BASE);
    const should = attention(BASE, arrays, {}).out;
    arrays.q[0] = Number.NaN;
    const { out } = await engine.attention({ ...BASE, ...arrays });
    expect([...out.subarray(0, 3)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expectNear(out.subarray(3), should.slice(3));
  });

  it("does not read keys that are hidden, whatever they hold", async () => {
    const arrays = operands(BASE);
    const should = attention(BASE, arrays, { sees: (_, i, j) => j <= i }).out;
    for (const head of [0, 1]) {
      arrays.k.fill(Infinity, (head * 5 + 4) * 3, (head * 5 + 5) * 3);
      arrays.v.fill(Number.NaN, (head * 5 + 4) * 3, (head * 5 + 5) * 3);
    }
    const { out } = await engine.attention({ ...BASE, ...arrays, causal: true });
    for (const head of [0, 1]) expectNear(out.subarray(head * 15, head * 15 + 12), should.slice(head * 15, head * 15 + 12));
  });
});
