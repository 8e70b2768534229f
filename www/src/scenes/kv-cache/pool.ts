/** A pool of physical blocks with the block tables of two requests beside it, at one moment. */
import type { ColorScale, Hue, Mark, Rect } from "../../marks/display-list";
import { arrow, box, dimmed, grid, label } from "../shared/marks";
import { bandsIn, colsIn, rect } from "../shared/rects";
import type { Room } from "../shared/room";
import { part } from "../shared/views";
import { expectedWord } from "../shared/expected";
import { cellOf } from "./bar-cell";
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
  readonly room: Room;
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

/** The pool, both tables and the arrows between them, after an event. Arrows of `lit` requests are in focus. */
export function poolMarks(pool: Pool, event: number, lit: readonly Request[] = [0, 1]): readonly Mark[] {
  return [
    ...Array.from({ length: pool.blocks }, (_, physical) => blockMarks(pool, event, physical)).flat(),
    ...([0, 1] as const).flatMap((request) => tableMarks(pool, event, request, lit.includes(request))),
  ];
}

/** A frame around the block that a request has written to at that event. */
export function writtenMark(pool: Pool, event: number, request: Request): readonly Mark[] {
  const place = pool.places.blocks[blockOf(pool, event, request, writtenBlock(pool, event, request))];
  return place === undefined ? [] : [box("written", place, { hue: REQUESTS[request].hue })];
}

/** Frames around the slots of held blocks in which nothing is written yet. */
export function unwrittenMarks(pool: Pool, event: number): readonly Mark[] {
  const holders = pool.cache.trace.tensor("pageHolders");
  return pool.places.blocks.flatMap((place, physical) => {
    const written = writtenIn(pool, event, physical);
    if (holders.at({ event, physical }) === 0 || written === pool.rows) return [];
    const width = place.width / pool.rows;
    return [box(`unwritten:${physical}`, rect(place.x + written * width, place.y, (pool.rows - written) * width, place.height), { dashed: true, hue: "score" })];
  });
}

const TABLE_WIDTH = { wide: 46, tall: 40 } as const;
const NUMBER = 18;

/** Tables left and right, the pool between them in as many columns as leaves its blocks readable. */
function layout({ room }: Cache, rows: number, blocks: number, logical: number): Places {
  const { frame, inner, tall } = room;
  const side = tall ? 10 : 36;
  const width = TABLE_WIDTH[tall ? "tall" : "wide"];
  const between = tall ? 24 : 92;
  const area = rect(side, inner.y + 4, frame.width - 2 * side, inner.height - 4);
  const middle = rect(area.x + width + between, area.y, area.width - 2 * (width + between), area.height);
  const usual = tall ? 30 : 64;
  const columns = Math.max(1, Math.min(blocks, Math.floor(middle.width / (Math.min(rows * usual, middle.width) + NUMBER + 12)), Math.ceil(blocks / 3)));
  const lines = Math.ceil(blocks / columns);
  const pitch = Math.min(area.height / lines, tall ? 38 : 52);
  const top = area.y + (area.height - lines * pitch) / 2;
  const height = Math.max(2, pitch - (pitch > 24 ? 8 : 0.3 * pitch));
  const bands = bandsIn(middle, columns, 12);
  const places = Array.from({ length: blocks }, (_, physical) => {
    const band = bands[Math.floor(physical / lines)] ?? middle;
    return rect(band.x + NUMBER, top + (physical % lines) * pitch, Math.min(band.width - NUMBER, rows * 90), height);
  });
  const cell = Math.min((area.height - 8) / logical, tall ? 22 : 30);
  const first = area.y + (area.height - cell * logical) / 2;
  const table = (x: number): readonly Rect[] => Array.from({ length: logical }, (_, at) => rect(x, first + at * cell, width, Math.max(2, cell - 3)));
  return { blocks: places, tables: [table(area.x), table(area.x + area.width - width)], room };
}

/** A physical block: its number, and in its slots the words whose rows were written there. */
function blockMarks(pool: Pool, event: number, physical: number): readonly Mark[] {
  const { cache: { trace, room }, places } = pool;
  const place = places.blocks[physical] as Rect;
  const holders = trace.tensor("pageHolders").at({ event, physical });
  const words = slotWords(pool, event, physical);
  const strip = lettersIn(pool, place) > 0 ? stripOf(place) : place;
  const block = slotMarks(pool, event, physical, strip, holders === 2 ? "output" : "key");
  const number = label(`block:${physical}:number`, place.x - 5, middleOfStrip(place), String(physical), { size: "small", align: "end", hue: "muted" });
  const numbered = place.height >= 11 || physical % 4 === 0 ? [number] : [];
  if (holders === 0) return [...block, ...numbered].map(dimmed);
  const shared = holders === 2 && !room.tall && place.height >= 14
    ? [label(`block:${physical}:shared`, place.x + place.width + 6, middleOfStrip(place), "×2", { size: "small", hue: "output" })] : [];
  return [...block, ...numbered, ...words, ...shared];
}

/** The slots that are written, and those that wait. */
function slotMarks(pool: Pool, event: number, physical: number, area: Rect, edge: Hue): readonly Mark[] {
  const held = pool.cache.trace.tensor("pageHolders").at({ event, physical }) > 0;
  const written = held ? writtenIn(pool, event, physical) : 0;
  const slots = (id: string, start: number, count: number, reveal: number): Mark => {
    const view = { tensor: "pageSlots", fixed: { event, physical }, rows: null, cols: part("row", start, count) };
    return grid(id, view, positionScale(pool.cache), colsIn(area, pool.rows, start, count), { edge, reveal });
  };
  return [
    ...(written > 0 ? [slots(`block:${physical}`, 0, written, 1)] : []),
    ...(written < pool.rows ? [slots(`block:${physical}:free`, written, pool.rows - written, 0)] : []),
  ];
}

const PIXELS_PER_LETTER = 6.6;
/** Height of the words over a block's cells. Low cells show no numbers, which would be positions. */
const WORD = 16;
const LARGEST_STRIP = 15;

function stripOf(place: Rect): Rect {
  const height = Math.min(place.height - WORD, LARGEST_STRIP);
  return rect(place.x, place.y + place.height - height, place.width, height);
}

/** Where a block's number, its holders and arrows to it stand. */
function middleOfStrip(place: Rect): number {
  return place.y + place.height - Math.min(LARGEST_STRIP, place.height) / 2;
}

/** Where a slot's token stands in its text. */
export function positionScale({ sizes }: Cache): ColorScale {
  return { kind: "sequential", hue: "key", limit: sizes.n };
}

/** Slots of a block that hold a row. */
export function writtenIn({ cache: { trace }, rows }: Pool, event: number, physical: number): number {
  const slots = trace.tensor("pageSlots");
  return Array.from({ length: rows }, (_, row) => slots.at({ event, physical, row })).filter((position) => position >= 0).length;
}

/** Letters of a word over a slot; none where there is no room for any. */
function lettersIn({ rows }: Pool, place: Rect): number {
  const letters = Math.floor((place.width / rows - 6) / PIXELS_PER_LETTER);
  return letters < 3 || place.height < WORD + 6 ? 0 : letters;
}

function slotWords(pool: Pool, event: number, physical: number): readonly Mark[] {
  const { cache: { trace }, places, rows } = pool;
  const place = places.blocks[physical] as Rect;
  const width = place.width / rows;
  const letters = lettersIn(pool, place);
  if (letters === 0) return [];
  return Array.from({ length: rows }, (_, row) => {
    const position = trace.tensor("pageSlots").at({ event, physical, row });
    if (position < 0) return [];
    const word = wordAt(pool, event, physical, position);
    const text = word.length > letters ? `${word.slice(0, letters - 1)}…` : word;
    return [label(`block:${physical}:${row}`, place.x + (row + 0.5) * width, place.y + WORD / 2 - 1, text, { size: "small", align: "middle", layer: 1 })];
  }).flat();
}

/** The word whose row stands at a position of a block: the second request's own words are its own. */
function wordAt({ cache }: Pool, event: number, physical: number, position: number): string {
  const { trace, prompt, words } = cache;
  const own = position >= prompt && heldOnlyBy(trace, event, physical, 1);
  if (!own) return words[position] ?? "";
  const other = trace.tensor("otherTokens").at([position - prompt]);
  return trace.trace.vocabulary?.length ? expectedWord(trace, other) : (words[other] ?? "");
}

function heldOnlyBy(trace: Cache["trace"], event: number, physical: number, request: Request): boolean {
  const table = trace.tensor("pageTable");
  const holds = (one: number) => Array.from({ length: table.extent("logical") }, (_, logical) => table.at({ event, request: one, logical })).includes(physical);
  return holds(request) && !holds(1 - request);
}

/** A request's table: a cell with the number of each physical block, and an arrow to it. */
function tableMarks(pool: Pool, event: number, request: Request, lit: boolean): readonly Mark[] {
  const { places } = pool;
  const { name, hue } = REQUESTS[request];
  const cells = places.tables[request] ?? [];
  const [first] = cells;
  if (first === undefined || blockOf(pool, event, request, 0) < 0) return [];
  const scale: ColorScale = { kind: "sequential", hue, limit: 4 * pool.blocks };
  const title = label(`table:${name}`, first.x + (request === 0 ? 0 : first.width), first.y - 12, places.room.tall ? name : `request ${name}`, { align: request === 0 ? "start" : "end", hue });
  const entries = cells.flatMap((cell, logical) => {
    const physical = blockOf(pool, event, request, logical);
    const target = places.blocks[physical];
    if (target === undefined) return [];
    const shared = !places.room.tall && pool.cache.trace.tensor("pageHolders").at({ event, physical }) === 2;
    const y = cell.y + cell.height / 2;
    const to = middleOfStrip(target);
    const from: readonly [number, number] = request === 0 ? [cell.x + cell.width + 3, y] : [cell.x - 3, y];
    const end: readonly [number, number] = request === 0 ? [target.x - NUMBER - 1, to] : [target.x + target.width + (shared ? 26 : 3), to];
    const line = arrow(`table:${name}:${logical}:arrow`, from, end, { hue, width: 1.2, layer: 1 });
    return [grid(`table:${name}:${logical}`, cellOf("pageTable", { event, request, logical }), scale, cell), lit ? line : dimmed(line)];
  });
  return [title, ...entries];
}
