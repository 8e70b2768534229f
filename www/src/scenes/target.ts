/** What words and symbols stand for: a tensor, or the cells of it at some places. */
import type { CellSet } from "../marks/display-list";
import type { TraceReader } from "../trace/reader";

/** A tensor, or the part of it where the axes have these places. */
export interface Target {
  readonly tensor: string;
  readonly at?: Readonly<Record<string, number | Span>>;
}

/** Places from the first up to the end, which is not one of them. */
export type Span = readonly [first: number, end: number];

/** One cell: its place on every axis. */
export interface CellTarget extends Target {
  readonly at: Readonly<Record<string, number>>;
}

/** Whether a cell is one of those a target stands for. */
export function covers(target: Target, cell: CellTarget | null): boolean {
  if (cell === null || cell.tensor !== target.tensor) return false;
  return Object.entries(target.at ?? {}).every(([axis, place]) => isIn(place, cell.at[axis]));
}

/** Every cell that a target stands for; none when the trace lacks the tensor. */
export function cellsOf(trace: TraceReader, target: Target): CellSet {
  if (!trace.has(target.tensor)) return { tensor: target.tensor, cells: [] };
  const tensor = trace.tensor(target.tensor);
  const wanted = tensor.axes.map((axis) => target.at?.[axis.name]);
  const cells: number[] = [];
  for (let offset = 0; offset < tensor.data.length; offset += 1) {
    const index = tensor.index(offset);
    if (wanted.every((place, axis) => place === undefined || isIn(place, index[axis]))) cells.push(offset);
  }
  return { tensor: target.tensor, cells };
}

function isIn(wanted: number | Span, place: number | undefined): boolean {
  if (place === undefined) return false;
  return typeof wanted === "number" ? place === wanted : place >= wanted[0] && place < wanted[1];
}
