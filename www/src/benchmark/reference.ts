/**
 * The float64 reference, by the definition: softmax(Q K^T / sqrt(d)) V a row at a time, and plain
 * dot products for a projection. No tiles, no tricks: it is there to be right.
 */
import { flops, type Case } from "./case";
import type { AttentionProblem, Problem, ProjectionProblem } from "./problem";

/** FLOPs that are spent on the reference unless told otherwise: about a second. */
const BUDGET = 2 ** 30;

/**
 * Largest difference from float64 that f32 explains: results are of magnitude 1 at most, their
 * roundings some 1e-7 each, summed over thousands of terms. More means another result.
 */
export const TOLERANCE = 1e-4;

/** Some rows of the result, in float64. */
export interface Expected {
  /** Rows of `[heads * qLen, headDim]` or of `[rows, dOut]`, ascending. */
  readonly rows: readonly number[];
  /** Of all rows. */
  readonly count: number;
  /** `[rows.length, width]`. */
  readonly values: Float64Array;
}

/** @param budget FLOPs to spend, which decide how many rows of a large problem are checked. */
export function expectedOf(problem: Problem, budget = BUDGET): Expected {
  const rows = rowsToCheck(problem, budget);
  if (problem.kind === "projection") {
    return { rows, count: problem.rows, values: concat(rows.map((row) => projectedRow(problem, row))) };
  }
  return { rows, count: problem.heads * problem.qLen, values: concat(rows.map((row) => attendedRow(problem, row))) };
}

/**
 * All rows where that is quick; else rows at an odd stride, which meet every place in a tile whose
 * height is a power of two, and the last one.
 */
export function rowsToCheck(entry: Case, budget = BUDGET): number[] {
  const count = entry.kind === "projection" ? entry.rows : entry.heads * entry.qLen;
  const stride = Math.ceil(flops(entry) / budget) | 1;
  const rows = Array.from({ length: Math.ceil(count / stride) }, (_, at) => at * stride);
  if (rows.at(-1) !== count - 1) rows.push(count - 1);
  return rows;
}

function projectedRow({ x, weights, dIn, dOut }: ProjectionProblem, row: number): Float64Array {
  const sums = new Float64Array(dOut);
  for (let i = 0; i < dIn; i += 1) {
    const factor = x[row * dIn + i] ?? Number.NaN;
    for (let j = 0; j < dOut; j += 1) sums[j] = (sums[j] ?? 0) + factor * (weights[i * dOut + j] ?? Number.NaN);
  }
  return sums;
}

function attendedRow(problem: AttentionProblem, row: number): Float64Array {
  const { qLen, kvLen, headDim, causal, headsFirst: { q, k, v } } = problem;
  const head = Math.floor(row / qLen);
  const keys = causal ? (row % qLen) + 1 : kvLen;
  const scores = new Float64Array(keys);
  let most = -Infinity;
  for (let j = 0; j < keys; j += 1) {
    const key = (head * kvLen + j) * headDim;
    let dot = 0;
    for (let d = 0; d < headDim; d += 1) dot += (q[row * headDim + d] ?? Number.NaN) * (k[key + d] ?? Number.NaN);
    const score = dot / Math.sqrt(headDim);
    scores[j] = score;
    most = Math.max(most, score);
  }
  const out = new Float64Array(headDim);
  let total = 0;
  for (let j = 0; j < keys; j += 1) {
    const weight = Math.exp((scores[j] ?? Number.NaN) - most);
    total += weight;
    const value = (head * kvLen + j) * headDim;
    for (let d = 0; d < headDim; d += 1) out[d] = (out[d] ?? 0) + weight * (v[value + d] ?? Number.NaN);
  }
  return out.map((sum) => sum / total);
}

function concat(rows: readonly Float64Array[]): Float64Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float64Array(rows.length * width);
  rows.forEach((row, at) => all.set(row, at * width));
  return all;
}

/**
 * The largest difference from the reference; NaN when the length is wrong or any value, checked or
 * not, is not finite.
 */
export function largestError({ rows, count, values }: Expected, result: Float32Array): number {
  const width = values.length / rows.length;
  if (result.length !== count * width || !result.every(Number.isFinite)) return Number.NaN;
  let largest = 0;
  rows.forEach((row, at) => {
    for (let i = 0; i < width; i += 1) {
      const difference = (result[row * width + i] ?? Number.NaN) - (values[at * width + i] ?? Number.NaN);
      largest = Math.max(largest, Math.abs(difference));
    }
  });
  return largest;
}
