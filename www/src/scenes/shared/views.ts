/** Windows on tensors, with extents read from the trace. */
import type { AxisRange, TensorView } from "../../marks/display-list";
import type { TraceReader } from "../../trace/reader";

/** Axes held at one place. */
export type Fixed = Readonly<Record<string, number>>;

/** All places along an axis. */
export function whole(trace: TraceReader, tensor: string, axis: string): AxisRange {
  return { axis, start: 0, count: trace.tensor(tensor).extent(axis) };
}

/** Some places along an axis: one unless counted. */
export function part(axis: string, start: number, count = 1): AxisRange {
  return { axis, start, count };
}

/** A matrix: every place of the two axes, the others held. */
export function matrix(trace: TraceReader, tensor: string, rows: string, cols: string, fixed: Fixed = {}): TensorView {
  return { tensor, fixed, rows: whole(trace, tensor, rows), cols: whole(trace, tensor, cols) };
}

/** The same window with fewer rows. */
export function rowsOf(view: TensorView, start: number, count = 1): TensorView {
  if (!view.rows) throw new Error(`the view of ${view.tensor} has no rows to choose from`);
  return { ...view, rows: part(view.rows.axis, view.rows.start + start, count) };
}

/** The same window with fewer columns. */
export function colsOf(view: TensorView, start: number, count = 1): TensorView {
  if (!view.cols) throw new Error(`the view of ${view.tensor} has no columns to choose from`);
  return { ...view, cols: part(view.cols.axis, view.cols.start + start, count) };
}

/** Columns of one head in a matrix whose columns are heads side by side. */
export function bandOf(view: TensorView, head: number, dim: number): TensorView {
  return colsOf(view, head * dim, dim);
}
