/** What a reading holds, by head and row. */
import type { Reading } from "../../engine";
import type { Place } from "./head-places";

export interface HeadReading extends Reading {
  readonly layers: number;
  readonly heads: number;
}

/** The weights `[n, n]` of one head: a view, not a copy. */
export function weightsOf({ tokens: { length: n }, weights, heads }: HeadReading, { layer, head }: Place): Float32Array {
  const at = (layer * heads + head) * n * n;
  return weights.subarray(at, at + n * n);
}

/** The row of one query. */
export function rowOf(reading: HeadReading, place: Place, row: number): Float32Array {
  const n = reading.tokens.length;
  return weightsOf(reading, place).subarray(row * n, (row + 1) * n);
}

/** The key with the largest weight, the first of equals. */
export function largest(row: ArrayLike<number>): number {
  let best = 0;
  for (let key = 1; key < row.length; key += 1) if ((row[key] ?? 0) > (row[best] ?? 0)) best = key;
  return best;
}
