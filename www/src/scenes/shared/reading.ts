/** What captions read off the trace. */
import type { TraceReader } from "../../trace/reader";

export interface Peak {
  readonly index: number;
  readonly value: number;
}

/** Places of a row, largest first; equal ones in order. */
export function ranked(values: readonly number[]): readonly Peak[] {
  return values.map((value, index) => ({ index, value })).sort((a, b) => b.value - a.value || a.index - b.index);
}

export function largest(values: readonly number[]): Peak {
  const [peak] = ranked(values);
  if (!peak) throw new Error("there is no largest of no numbers");
  return peak;
}

/** The cells along one axis, the others held. */
export function along(trace: TraceReader, tensor: string, axis: string, fixed: Readonly<Record<string, number>> = {}): number[] {
  const reader = trace.tensor(tensor);
  return Array.from({ length: reader.extent(axis) }, (_, place) => reader.at({ ...fixed, [axis]: place }));
}
