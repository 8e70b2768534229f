/**
 * The cells to light for something that is not in the picture, or some of whose sources are not: what is
 * not shown gives way to its sources, until something shown is reached.
 */
import type { CellSet } from "../marks/display-list";
import { sources, sourcesOf } from "./sources";
import type { TraceReader } from "./reader";

/** Tracing back further than this says more about the trace than about the cell. */
const FURTHEST = 4;
/** Cells that rules may read on the way: what is lit follows the pointer, so there are milliseconds for it. */
const MOST = 20_000;

/**
 * The nearest ancestors of a cell that stand in `shown`, grouped by tensor; its direct sources when
 * none does. Offsets ascend and none is repeated.
 */
export function nearestSources(
  reader: TraceReader,
  tensor: string,
  index: readonly number[],
  shown: ReadonlySet<string>,
): readonly CellSet[] {
  return nearest(reader, sources(reader, tensor, index), shown);
}

/** The cells themselves where they stand in `shown`, else their nearest ancestors that do; themselves when none does. */
export function nearestShown(reader: TraceReader, cells: CellSet, shown: ReadonlySet<string>): readonly CellSet[] {
  return nearest(reader, [cells], shown);
}

/** Whether there are cells to light for these in a picture of the tensors `shown`: themselves, or what they come from. */
export function lightsAmong(reader: TraceReader, cells: CellSet, shown: ReadonlySet<string>): boolean {
  return nearestShown(reader, cells, shown).some((lit) => lit.cells.length > 0 && shown.has(lit.tensor));
}

function nearest(reader: TraceReader, direct: readonly CellSet[], shown: ReadonlySet<string>): readonly CellSet[] {
  const reached = new Map<string, Set<number>>();
  let hidden = direct;
  for (let step = 0; step < FURTHEST && hidden.length > 0; step += 1) {
    for (const { tensor: name, cells } of hidden) if (shown.has(name)) gather(reached, name, cells);
    hidden = before(reader, hidden.filter(({ tensor, cells }) => cells.length > 0 && !shown.has(tensor)));
  }
  return reached.size > 0 ? grouped(reached) : direct;
}

/** The sources of all these cells; none when they are too many. */
function before(reader: TraceReader, sets: readonly CellSet[]): readonly CellSet[] {
  const found = new Map<string, Set<number>>();
  for (const set of sets) {
    const own = sourcesOf(reader, set, MOST);
    if (own === null) return [];
    for (const { tensor, cells } of own) gather(found, tensor, cells);
  }
  return grouped(found);
}

function gather(into: Map<string, Set<number>>, tensor: string, cells: readonly number[]): void {
  const known = into.get(tensor);
  if (known === undefined) into.set(tensor, new Set(cells));
  else for (const cell of cells) known.add(cell);
}

function grouped(found: ReadonlyMap<string, ReadonlySet<number>>): readonly CellSet[] {
  return [...found].map(([tensor, cells]) => ({ tensor, cells: [...cells].toSorted((a, b) => a - b) }));
}
