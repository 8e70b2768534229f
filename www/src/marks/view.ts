/**
 * The window of a tensor that a mark shows, resolved to offsets: cell (row, column) of the view is
 * `base + row * rowStride + col * colStride` in the tensor's row-major data, and back.
 */
import type { TraceReader } from "../trace/reader";
import type { TensorView } from "./display-list";

export interface Cells {
  readonly tensor: string;
  readonly data: Float32Array;
  readonly base: number;
  readonly rows: number;
  readonly cols: number;
  readonly rowStride: number;
  readonly colStride: number;
  /** The axes as the inverse needs them, outermost first. */
  readonly axes: readonly ViewAxis[];
}

interface ViewAxis {
  readonly stride: number;
  readonly extent: number;
  readonly use: "row" | "col" | "fixed";
  /** Where the window starts on this axis (or the one place it is held at). */
  readonly start: number;
  readonly count: number;
}

/** The cells under one trace; views are compared by identity, as scenes keep theirs. */
const resolved = new WeakMap<TraceReader, WeakMap<TensorView, Cells>>();

/**
 * The cells of a view. An axis that the view does not name must have one place.
 * Throws when the tensor or an axis is missing, or a range leaves the tensor.
 */
export function cellsOf(trace: TraceReader, view: TensorView): Cells {
  let known = resolved.get(trace);
  if (!known) resolved.set(trace, (known = new WeakMap()));
  let cells = known.get(view);
  if (!cells) known.set(view, (cells = resolve(trace, view)));
  return cells;
}

function resolve(trace: TraceReader, view: TensorView): Cells {
  const tensor = trace.tensor(view.tensor);
  const axes: ViewAxis[] = [];
  let stride = 1;
  let base = 0;
  for (const { name, extent } of tensor.axes.toReversed()) {
    const range = view.rows?.axis === name ? view.rows : view.cols?.axis === name ? view.cols : null;
    const start = range ? range.start : (view.fixed[name] ?? (extent === 1 ? 0 : NaN));
    const count = range?.count ?? 1;
    if (!(start >= 0 && count >= 0 && start + count <= extent)) {
      throw new RangeError(`view of ${view.tensor}: axis ${name} has ${extent} places, not ${start} to ${start + count}`);
    }
    axes.unshift({ stride, extent, start, count, use: range ? (range === view.rows ? "row" : "col") : "fixed" });
    base += start * stride;
    stride *= extent;
  }
  const row = axes.find((axis) => axis.use === "row");
  const col = axes.find((axis) => axis.use === "col");
  if ((view.rows && !row) || (view.cols && !col)) {
    throw new RangeError(`view of ${view.tensor}: no axis ${view.rows?.axis ?? ""} ${view.cols?.axis ?? ""}`.trimEnd());
  }
  return {
    tensor: view.tensor,
    data: tensor.data,
    base,
    rows: row?.count ?? 1,
    cols: col?.count ?? 1,
    rowStride: row?.stride ?? 0,
    colStride: col?.stride ?? 0,
    axes,
  };
}

/** The row-major offset of a cell of the view. */
export function offsetOf(cells: Cells, row: number, col: number): number {
  return cells.base + row * cells.rowStride + col * cells.colStride;
}

/** Where an offset of the tensor stands in the view, or null when it is outside. */
export function locate(cells: Cells, offset: number): { row: number; col: number } | null {
  let row = 0;
  let col = 0;
  for (const axis of cells.axes) {
    const place = (Math.floor(offset / axis.stride) % axis.extent) - axis.start;
    if (place < 0 || place >= axis.count) return null;
    if (axis.use === "row") row = place;
    else if (axis.use === "col") col = place;
  }
  return { row, col };
}
