/** Cells of a trace: one that is pointed at, and the sets that words and symbols stand for. */
import type { CellSet } from "../../marks/display-list";
import type { Target } from "../../scenes/scene";
import type { TraceReader } from "../../trace/reader";
import type { Lit } from "../events/highlight";

/** One cell, by its place on each axis. */
export interface Cell {
  readonly tensor: string;
  readonly index: readonly number[];
}

export function sameCell(a: Cell | null, b: Cell | null): boolean {
  if (a === b) return true;
  return a !== null && b !== null && a.tensor === b.tensor && a.index.join() === b.index.join();
}

/** The cell if the trace has it: a change of settings can leave a locked cell without a place. */
export function existing(trace: TraceReader, cell: Cell | null): Cell | null {
  if (cell === null || !trace.has(cell.tensor)) return null;
  const { shape } = trace.tensor(cell.tensor);
  const inside = cell.index.length === shape.length && cell.index.every((at, axis) => at < (shape[axis] ?? 0));
  return inside ? cell : null;
}

/** A cell as a target: its tensor and its place on each axis by name. */
export function targetOf(trace: TraceReader, cell: Cell): Required<Target> {
  const { axes } = trace.tensor(cell.tensor);
  return { tensor: cell.tensor, at: Object.fromEntries(axes.map((axis, at) => [axis.name, cell.index[at] ?? 0])) };
}

/** Whether a cell is one of those a target stands for. */
export function covers(target: Target, cell: Target | null): boolean {
  if (cell === null || cell.tensor !== target.tensor) return false;
  return Object.entries(target.at ?? {}).every(([axis, place]) => cell.at?.[axis] === place);
}

/** Every cell that something stands for; none when the trace lacks the tensor. */
export function cellsOfLit(trace: TraceReader, lit: Lit): CellSet {
  if ("cells" in lit) return lit;
  if (!trace.has(lit.tensor)) return { tensor: lit.tensor, cells: [] };
  const tensor = trace.tensor(lit.tensor);
  const wanted = tensor.axes.map((axis) => lit.at?.[axis.name]);
  const cells: number[] = [];
  for (let offset = 0; offset < tensor.data.length; offset += 1) {
    const index = tensor.index(offset);
    if (wanted.every((place, axis) => place === undefined || place === index[axis])) cells.push(offset);
  }
  return { tensor: lit.tensor, cells };
}
