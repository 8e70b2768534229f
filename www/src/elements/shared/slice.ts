/** A two-dimensional slice of a tensor: its last two axes, the outer ones held at one place. */
import { placeLabel } from "../../trace/places";
import type { TraceReader } from "../../trace/reader";

export interface Slice {
  readonly tensor: string;
  /** One row-major offset a cell, row by row. */
  readonly rows: readonly (readonly number[])[];
  readonly rowAxis: string | null;
  readonly colAxis: string | null;
  readonly rowLabels: readonly string[];
  readonly colLabels: readonly string[];
}

/** Axes that a slice holds: all but the last two. */
export function outerAxes(reader: TraceReader, tensor: string) {
  return reader.tensor(tensor).axes.slice(0, -2);
}

/**
 * A vector is one column with a row for each place; a single number is one cell.
 * `held` has one place for each outer axis; a missing or impossible one counts as the nearest.
 */
export function sliceOf(reader: TraceReader, name: string, held: readonly number[]): Slice {
  const tensor = reader.tensor(name);
  const { axes } = tensor;
  const outer = axes.slice(0, -2).map((axis, at) => Math.min(axis.extent - 1, Math.max(0, held[at] ?? 0)));
  const row = axes.length === 0 ? null : (axes[Math.max(0, axes.length - 2)] ?? null);
  const col = axes.length < 2 ? null : (axes.at(-1) ?? null);
  const labels = (axis: typeof row) =>
    axis === null ? [] : Array.from({ length: axis.extent }, (_, place) => placeLabel(reader, axis.name, place));
  const rows = Array.from({ length: row?.extent ?? 1 }, (_, r) =>
    Array.from({ length: col?.extent ?? 1 }, (_, c) => {
      const place = [...outer, ...(row === null ? [] : [r]), ...(col === null ? [] : [c])];
      return tensor.offset(place);
    }));
  return {
    tensor: name, rows, rowAxis: row?.name ?? null, colAxis: col?.name ?? null, rowLabels: labels(row), colLabels: labels(col),
  };
}
