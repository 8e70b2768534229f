/** A pool of physical blocks and the block tables of two requests: what they hold at each event, and where they stand. */
import type { Rect } from "../../marks/display-list";
import { bandsIn, clamp, rect } from "../shared/rects";
import type { Cache } from "./cache";

/** Which of the two requests. */
export type Request = 0 | 1;
export const REQUESTS = [{ name: "A", hue: "head:0" }, { name: "B", hue: "head:3" }] as const;

export interface Pool {
  readonly cache: Cache;
  readonly places: Places;
  /** Rows of a block, and blocks in the pool. */
  readonly rows: number;
  readonly blocks: number;
}

interface Places {
  /** Each physical block. */
  readonly blocks: readonly Rect[];
  /** Each request's table: one cell for each logical block it may need. */
  readonly tables: readonly (readonly Rect[])[];
}

export function poolOf(cache: Cache): Pool {
  const { trace } = cache;
  const rows = trace.fact("pageRowsOfBlock");
  const blocks = trace.tensor("pageHolders").extent("physical");
  return { cache, rows, blocks, places: layout(cache, rows, blocks, trace.tensor("pageTable").extent("logical")) };
}

/** The last event in which both requests are there. */
export function lastEvent({ cache: { trace } }: Pool): number {
  return trace.tensor("pageTable").extent("event") - 2;
}

/** The physical block of a logical one, or -1. */
export function blockOf({ cache: { trace } }: Pool, event: number, request: Request, logical: number): number {
  return trace.tensor("pageTable").at({ event, request, logical });
}

/** The logical block in which a request writes at that event. */
export function writtenBlock(pool: Pool, event: number, request: Request): number {
  const rows = pool.cache.trace.tensor("pageRows").at({ event, request });
  return Math.floor((rows - 1) / pool.rows);
}

/** Slots of a block that hold a row. */
export function writtenIn({ cache: { trace }, rows }: Pool, event: number, physical: number): number {
  const slots = trace.tensor("pageSlots");
  return Array.from({ length: rows }, (_, row) => slots.at({ event, physical, row })).filter((position) => position >= 0).length;
}

const TABLE_WIDTH = { wide: 46, tall: 40 } as const;
/** Kept left of a block for its number. */
export const NUMBER = 18;
/** The least height of a block and the gap under it, and of the block alone, for words to stand in it. */
const READABLE = 19;
export const BLOCK = 17;

/** Tables left and right, the pool between them in as many columns as leaves its blocks readable. */
function layout({ room }: Cache, rows: number, blocks: number, logical: number): Places {
  const { frame, inner, tall } = room;
  const side = tall ? 10 : Math.max(36, (frame.width - 940) / 2);
  const width = TABLE_WIDTH[tall ? "tall" : "wide"];
  const between = tall ? 24 : 92;
  const area = rect(side, inner.y + 4, frame.width - 2 * side, inner.height - 4);
  const middle = rect(area.x + width + between, area.y, area.width - 2 * (width + between), area.height);
  // As few columns as leave a block's words readable, and no more than there is width for.
  const fitting = Math.max(1, Math.floor(middle.width / (Math.min(rows * 8, middle.width) + NUMBER + 12)));
  const columns = clamp(Math.ceil(blocks / Math.max(1, Math.floor(area.height / READABLE))), 1, fitting);
  const lines = Math.ceil(blocks / columns);
  const pitch = Math.min(area.height / lines, tall ? 38 : 52);
  const top = area.y + (area.height - lines * pitch) / 2;
  const height = Math.max(2, pitch - (pitch > BLOCK + 8 ? 8 : 0.3 * pitch), Math.min(BLOCK, pitch - 2));
  const bands = bandsIn(middle, columns, 12);
  const places = Array.from({ length: blocks }, (_, physical) => {
    const band = bands[Math.floor(physical / lines)] ?? middle;
    const width = Math.min(band.width - NUMBER, rows * 90);
    return rect(band.x + NUMBER + (band.width - NUMBER - width) / 2, top + (physical % lines) * pitch, width, height);
  });
  const cell = Math.min((area.height - 8) / logical, tall ? 22 : 30);
  const first = area.y + (area.height - cell * logical) / 2;
  const table = (x: number): readonly Rect[] => Array.from({ length: logical }, (_, at) => rect(x, first + at * cell, width, Math.max(2, cell - 3)));
  return { blocks: places, tables: [table(area.x), table(area.x + area.width - width)] };
}
