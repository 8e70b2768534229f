/** The block tables of two requests, beside the pool that they point into. */
import type { ColorScale, Mark } from "../../marks/display-list";
import { arrow, dimmed, grid, label } from "../shared/marks";
import { cellOf } from "../shared/bar-cell";
import { anchorOf, blockMarks } from "./blocks";
import { blockOf, NUMBER, REQUESTS, writtenBlock, type Pool, type Request } from "./pool";

/** The pool, both tables and the arrows between them, after an event. Arrows of `lit` requests are in focus. */
export function poolMarks(pool: Pool, event: number, lit: readonly Request[] = [0, 1]): readonly Mark[] {
  return [
    ...Array.from({ length: pool.blocks }, (_, physical) => blockMarks(pool, event, physical)).flat(),
    ...([0, 1] as const).flatMap((request) => tableMarks(pool, event, request, lit.includes(request))),
  ];
}

/** From so many blocks on, only the last few have arrows: all would be a thicket. */
const MOST_ARROWS = 14;
const LAST_ARROWS = 4;

/** A request's table: a cell with the number of each physical block, and an arrow to it. */
function tableMarks(pool: Pool, event: number, request: Request, lit: boolean): readonly Mark[] {
  const { places } = pool;
  const { name, hue } = REQUESTS[request];
  const cells = places.tables[request] ?? [];
  const [first] = cells;
  if (first === undefined || blockOf(pool, event, request, 0) < 0) return [];
  const scale: ColorScale = { kind: "sequential", hue, limit: 4 * pool.blocks };
  const title = label(`table:${name}`, first.x + (request === 0 ? 0 : first.width), first.y - 12, pool.cache.room.tall ? name : `request ${name}`, { align: request === 0 ? "start" : "end", hue });
  const last = writtenBlock(pool, event, request);
  const entries = cells.flatMap((cell, logical) => {
    const physical = blockOf(pool, event, request, logical);
    const target = places.blocks[physical];
    if (target === undefined) return [];
    const shared = !pool.cache.room.tall && pool.cache.trace.tensor("pageHolders").at({ event, physical }) === 2;
    const y = cell.y + cell.height / 2;
    const to = anchorOf(pool, target);
    const from: readonly [number, number] = request === 0 ? [cell.x + cell.width + 3, y] : [cell.x - 3, y];
    const end: readonly [number, number] = request === 0 ? [target.x - NUMBER - 1, to] : [target.x + target.width + (shared ? 26 : 3), to];
    const line = arrow(`table:${name}:${logical}:arrow`, from, end, { hue, width: 1.2, layer: 1 });
    const entry = grid(`table:${name}:${logical}`, cellOf("pageTable", { event, request, logical }), scale, cell);
    if (last >= MOST_ARROWS && logical <= last - LAST_ARROWS) return [entry];
    return [entry, lit ? line : dimmed(line)];
  });
  return [title, ...entries];
}
