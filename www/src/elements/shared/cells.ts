/** Cells of a trace: one that is pointed at, and the sets that words and symbols stand for. */
import type { CellSet } from "../../marks/display-list";
import { cellsOf, type CellTarget } from "../../scenes/target";
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
export function targetOf(trace: TraceReader, cell: Cell): CellTarget {
  const { axes } = trace.tensor(cell.tensor);
  return { tensor: cell.tensor, at: Object.fromEntries(axes.map((axis, at) => [axis.name, cell.index[at] ?? 0])) };
}

/** Every cell that something stands for; none when the trace lacks the tensor. */
export function cellsOfLit(trace: TraceReader, lit: Lit): CellSet {
  return "cells" in lit ? lit : cellsOf(trace, lit);
}
