import { describe, expect, it } from "vitest";
import type { AttentionCase } from "./case";
import { problemOf, swap, type AttentionProblem } from "./problem";
import { expectedOf, largestError, rowsToCheck } from "./reference";

const small: AttentionCase = { kind: "attention", heads: 2, qLen: 3, kvLen: 3, headDim: 4, causal: true };

describe("the reference", () => {
  it("returns the first value where a causal query sees one key", () => {
    const problem = problemOf(small) as AttentionProblem;
    const { values } = expectedOf(problem);
    expect([...values.subarray(0, 4)]).toEqual([...problem.headsFirst.v.subarray(0, 4)]);
    expect([...values.subarray(12, 16)]).toEqual([...problem.headsFirst.v.subarray(12, 16)]);
  });

  it("averages the values where all scores are equal", () => {
    const drawn = problemOf({ ...small, causal: false }) as AttentionProblem;
    const { v } = drawn.headsFirst;
    const problem = { ...drawn, headsFirst: { ...drawn.headsFirst, q: new Float32Array(24) } };
    const mean = ((v[0] ?? 0) + (v[4] ?? 0) + (v[8] ?? 0)) / 3;
    expect(expectedOf(problem).values[0]).toBeCloseTo(mean, 14);
  });

  it("multiplies matrices", () => {
    const x = Float32Array.of(1, 2, 3, 4);
    const weights = Float32Array.of(5, 6, 7, 8);
    const { values } = expectedOf({ kind: "projection", rows: 2, dIn: 2, dOut: 2, x, weights });
    expect([...values]).toEqual([19, 22, 43, 50]);
  });

  it("checks all rows of a small case, and some at every place of a tile of a large one", () => {
    expect(rowsToCheck(small)).toEqual([0, 1, 2, 3, 4, 5]);
    const rows = rowsToCheck({ ...small, heads: 8, qLen: 4096, kvLen: 4096, headDim: 64, causal: false });
    expect(rows.length).toBeLessThan(4096);
    expect(new Set(rows.map((row) => row % 64)).size).toBe(64);
    expect(rows.at(-1)).toBe(8 * 4096 - 1);
  });
});

describe("the largest error", () => {
  const expected = { rows: [0, 2], count: 3, values: Float64Array.of(1, 2, 5, 6) };

  it("is taken over the rows that are checked", () => {
    expect(largestError(expected, Float32Array.of(1, 2, 99, 99, 5, 6.5))).toBe(0.5);
  });

  it("is not a number where the result is not", () => {
    expect(largestError(expected, Float32Array.of(1, 2, Number.NaN, 0, 5, 6))).toBeNaN();
    expect(largestError(expected, Float32Array.of(1, 2))).toBeNaN();
  });
});

it("swaps the two outer axes and back", () => {
  const data = Float32Array.from({ length: 24 }, (_, at) => at);
  expect([...swap(data, 2, 3).subarray(0, 8)]).toEqual([0, 1, 2, 3, 12, 13, 14, 15]);
  expect(swap(swap(data, 2, 3), 3, 2)).toEqual(data);
});
