/** Pages: rows in blocks anywhere in memory, behind a table (PagedAttention, Kwon et al. 2023, section 4). */
import type { Beat, CaptionPart } from "../scene";
import { display } from "../shared/marks";
import { counted, number } from "../shared/numbers";
import { legend } from "../shared/scales";
import { link, say } from "../shared/words";
import { cacheOf } from "./cache";
import { copyMark, positionScale, unwrittenMarks, writtenMark } from "./blocks";
import { lastEvent, poolOf, writtenBlock, type Pool } from "./pool";
import { poolMarks } from "./tables";

export const pages: Beat = {
  id: "pages",
  title: "Blocks behind a table",
  formula: "pages",
  caption(context) {
    const pool = poolOf(cacheOf(context));
    const { cache, rows } = pool;
    const used = writtenBlock(pool, 0, 0) + 1;
    return say(
      `Paged, the cache is cut into blocks of ${counted(rows, "row")} that lie anywhere. The table of request A names `,
      link(used === 1 ? "its one block" : `its ${used} blocks`, "pageTable", { event: 0, request: 0 }),
      ` in order for the ${counted(cache.prompt, "token")} of the prompt: row i is row i mod ${rows} of block number `,
      `⌊i / ${rows}⌋ in the table.`,
    );
  },
  keyframes(context) {
    const pool = poolOf(cacheOf(context));
    return [frame(pool, poolMarks(pool, 0, [0]))];
  },
};

export const sharing: Beat = {
  id: "sharing",
  title: "Two requests, one prefix",
  formula: "sharing",
  caption(context) {
    const { trace, prompt } = cacheOf(context);
    const shared = link(`all ${counted(trace.tensor("pagesShared").at({ event: 1 }), "row")}`, "pageHolders", { event: 1 });
    const copied = trace.tensor("pageCopied").at({ event: 2 });
    const begin = ["Request B begins with the same prompt: its table names the same blocks and ", shared, " are held once. "] as const;
    if (copied === 0) return say(...begin, `The prompt fills its last block to the end (${counted(prompt, "row")}), so each request takes a new block for its own next token.`);
    return say(
      ...begin,
      "When A writes its next token into the last block, which both hold, it first gets ",
      link(`a copy of its ${counted(copied, "row")}`, "pageCopied", { event: 2 }),
      "; B goes on in the old one.",
    );
  },
  keyframes(context) {
    const pool = poolOf(cacheOf(context));
    return [
      frame(pool, poolMarks(pool, 1, [1])),
      frame(pool, [...poolMarks(pool, 1, [1]), ...copyMark(pool, 2, 0)]),
      frame(pool, [...poolMarks(pool, 2, [0]), ...writtenMark(pool, 2, 0)]),
      frame(pool, [...poolMarks(pool, 3, [1]), ...writtenMark(pool, 3, 1)]),
    ];
  },
};

export const fragmentation: Beat = {
  id: "fragmentation",
  title: "What is left unused",
  formula: "fragmentation",
  caption(context) {
    const cache = cacheOf(context);
    const pool = poolOf(cache);
    const { trace, steps } = cache;
    const event = lastEvent(pool);
    const at = (tensor: string): CaptionPart => link(number(trace.tensor(tensor).at({ event })), tensor, { event });
    return say(
      "In the end both requests hold ",
      at("pagesAllocated"),
      " rows in blocks, ",
      at("pagesWasted"),
      " of them unwritten, and sharing spares ",
      at("pagesShared"),
      `. One cache that doubles takes ${number(trace.tensor("cacheCapacity").at({ step: steps }))} rows for the ${cache.rows} of A alone.`,
    );
  },
  keyframes(context) {
    const pool = poolOf(cacheOf(context));
    const last = lastEvent(pool);
    return [frame(pool, poolMarks(pool, last)), frame(pool, [...poolMarks(pool, last), ...unwrittenMarks(pool, last)])];
  },
};

function frame({ cache }: Pool, marks: ReturnType<typeof poolMarks>) {
  return display(cache.room.frame, [legend("position in the text", positionScale(cache))], marks);
}
