/** The arrays of a case: the same in every page, in the layouts that engines want. */
import { draw } from "../trace/draw";
import type { AttentionCase, Case, ProjectionCase } from "./case";

const SEED = 20_170_612;

/** Q, K and V, each as `[heads, len, headDim]` and as `[len, heads * headDim]`. */
export interface AttentionProblem extends AttentionCase {
  readonly headsFirst: Readonly<Record<"q" | "k" | "v", Float32Array>>;
  readonly lengthFirst: Readonly<Record<"q" | "k" | "v", Float32Array>>;
}

export interface ProjectionProblem extends ProjectionCase {
  /** `[rows, dIn]`. */
  readonly x: Float32Array;
  /** `[dIn, dOut]`, of variance 1 / dIn, so that the product has variance 1. */
  readonly weights: Float32Array;
}

export type Problem = AttentionProblem | ProjectionProblem;

export function problemOf(entry: Case): Problem {
  if (entry.kind === "projection") {
    const { rows, dIn, dOut } = entry;
    return { ...entry, x: fill(0, rows * dIn, 1), weights: fill(1, dIn * dOut, 1 / Math.sqrt(dIn)) };
  }
  const { heads, qLen, kvLen, headDim } = entry;
  const q = fill(0, heads * qLen * headDim, 1);
  const k = fill(1, heads * kvLen * headDim, 1);
  const v = fill(2, heads * kvLen * headDim, 1);
  return {
    ...entry,
    headsFirst: { q, k, v },
    lengthFirst: { q: swap(q, heads, qLen), k: swap(k, heads, kvLen), v: swap(v, heads, kvLen) },
  };
}

function fill(stream: number, length: number, scale: number): Float32Array {
  return Float32Array.from({ length }, (_, counter) => scale * draw(SEED, stream, counter));
}

/** `[outer, inner, d]` as `[inner, outer, d]`, where d is what is left of the length. */
export function swap(data: Float32Array, outer: number, inner: number): Float32Array {
  const width = data.length / (outer * inner);
  const swapped = new Float32Array(data.length);
  for (let i = 0; i < outer; i += 1) {
    for (let j = 0; j < inner; j += 1) {
      const from = (i * inner + j) * width;
      swapped.set(data.subarray(from, from + width), (j * outer + i) * width);
    }
  }
  return swapped;
}
