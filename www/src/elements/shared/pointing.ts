/**
 * What the reader points at: a cell under the pointer, a cell that was locked, cells that a word
 * stands for. Everything that lights up follows from these three.
 */
import type { CellSet } from "../../marks/display-list";
import type { CellTarget } from "../../scenes/target";
import { lightsAmong, nearestShown, nearestSources } from "../../trace/nearest";
import type { TraceReader } from "../../trace/reader";
import type { Lit } from "../events/highlight";
import { cellsOfLit, existing, sameCell, targetOf, type Cell } from "./cells";

export interface Pointing {
  readonly hovered: Cell | null;
  readonly locked: Cell | null;
  readonly linked: Lit | null;
}

export const nothingPointed: Pointing = { hovered: null, locked: null, linked: null };

/** What lights up on the stage and in the words. Compared by identity: equal while nothing changes. */
export interface Spotlight {
  /** The cell to explain. */
  readonly cell: Cell | null;
  readonly locked: boolean;
  /** The same cell with its axes named. */
  readonly target: CellTarget | null;
  /** Cells to light: of a word, or what they come from where they are not in the picture; or the nearest sources of the cell. */
  readonly lit: readonly CellSet[];
}

export const dark: Spotlight = { cell: null, locked: false, target: null, lit: [] };

/** A click: locks the cell, or frees it when it is the one that is locked. */
export function lock(pointing: Pointing, cell: Cell | null): Pointing {
  return { ...pointing, linked: null, locked: sameCell(pointing.locked, cell) ? null : cell };
}

/** Whether there is something to light in a picture of these tensors. */
export function lights(trace: TraceReader, lit: Lit, shown: ReadonlySet<string>): boolean {
  return lightsAmong(trace, cellsOfLit(trace, lit), shown);
}

/** `shown`: the tensors in the picture. */
export function spotlight(trace: TraceReader, pointing: Pointing, shown: ReadonlySet<string>): Spotlight {
  const locked = existing(trace, pointing.locked);
  const cell = locked ?? existing(trace, pointing.hovered);
  const own = cell === null ? [] : nearestSources(trace, cell.tensor, cell.index, shown);
  return {
    cell,
    locked: locked !== null,
    target: cell === null ? null : targetOf(trace, cell),
    lit: pointing.linked === null ? own : nearestShown(trace, cellsOfLit(trace, pointing.linked), shown),
  };
}
