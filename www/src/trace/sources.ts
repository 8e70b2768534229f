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
  const found = new Map<string, Set<number>>();
  const run = evaluator(reader, tensor, (source, offset) => {
    const cells = found.get(source.name);
    if (cells) cells.add(offset);
    else found.set(source.name, new Set([offset]));
  });
  run(index);
  return [...found].map(([name, cells]) => ({ tensor: name, cells: [...cells].sort((a, b) => a - b) }));
}
