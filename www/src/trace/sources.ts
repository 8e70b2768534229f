/**
 * The cells that a cell was computed from: what lights up under the pointer.
 *
 * There is no second reading of the rules. The evaluator runs and is watched, so a branch that was
 * not taken lights nothing, and a new kind of rule needs nothing here.
 */
import type { CellSet } from "../marks/display-list";
import { evaluator } from "./evaluate";
import type { TraceReader } from "./reader";

/**
 * The cells that the rule of `tensor` reads at `index`, grouped by tensor in the order in which the
 * rule first meets them; offsets ascend and none is repeated. Empty for a given cell.
 * @throws Error as `evaluate` does.
 */
export function sources(reader: TraceReader, tensor: string, index: readonly number[]): CellSet[] {
  return sourcesOf(reader, { tensor, cells: [reader.tensor(tensor).offset(index)] }, Number.POSITIVE_INFINITY) ?? [];
}

/**
 * {@link sources} of several cells of one tensor together; null where the rules of all but the last read more than `most` cells.
 * @throws Error as `evaluate` does.
 */
export function sourcesOf(reader: TraceReader, { tensor, cells }: CellSet, most: number): CellSet[] | null {
  const found = new Map<string, Set<number>>();
  let reads = 0;
  const run = evaluator(reader, tensor, (source, offset) => {
    reads += 1;
    const known = found.get(source.name);
    if (known) known.add(offset);
    else found.set(source.name, new Set([offset]));
  });
  const target = reader.tensor(tensor);
  for (const cell of cells) {
    if (reads > most) return null;
    run(target.index(cell));
  }
  return [...found].map(([name, offsets]) => ({ tensor: name, cells: [...offsets].sort((a, b) => a - b) }));
}
