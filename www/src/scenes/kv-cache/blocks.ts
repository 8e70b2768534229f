/** Physical blocks with the words whose rows lie in their slots. */
import type { ColorScale, Hue, Mark, Rect } from "../../marks/display-list";
import { expectedWord } from "../shared/expected";
import { box, dimmed, grid, label } from "../shared/marks";
import { colsIn, rect } from "../shared/rects";
import { part } from "../shared/views";
import type { Cache } from "./cache";
import { BLOCK, blockOf, REQUESTS, writtenBlock, writtenIn, type Pool, type Request } from "./pool";

/** A physical block: its number, and in its slots the words whose rows were written there. */
export function blockMarks(pool: Pool, event: number, physical: number): readonly Mark[] {
  const { cache: { trace, room }, places } = pool;
  const place = places.blocks[physical] as Rect;
  const holders = trace.tensor("pageHolders").at({ event, physical });
  const words = slotWords(pool, event, physical);
  const block = slotMarks(pool, event, physical, cellsOf(pool, place), holders === 2 ? "output" : "key");
  const number = label(`block:${physical}:number`, place.x - 5, anchorOf(pool, place), String(physical), { size: "small", align: "end", hue: "muted" });
  const numbered = place.height >= 11 || physical % 4 === 0 ? [number] : [];
  if (holders === 0) return [...block, ...numbered].map(dimmed);
  const shared = holders === 2 && !room.tall && place.height >= 14
    ? [label(`block:${physical}:shared`, place.x + place.width + 6, anchorOf(pool, place), "×2", { size: "small", hue: "output" })] : [];
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
/** Height of the words over a block's cells, and of these. Low cells show no numbers, which would be positions. */
const WORD = 16;
const STRIP = { least: 4, most: 15 };

/** The cells of a block: all of it, or a strip under its words. */
function cellsOf(pool: Pool, place: Rect): Rect {
  if (lettersIn(pool, place) === 0) return place;
  const height = Math.max(STRIP.least, Math.min(place.height - WORD, STRIP.most));
  return rect(place.x, place.y + place.height - height, place.width, height);
}

/** Where a block's number, its holders and arrows to it stand. */
export function anchorOf(pool: Pool, place: Rect): number {
  const cells = cellsOf(pool, place);
  return cells.y + cells.height / 2;
}

/** Where a slot's token stands in its text. */
export function positionScale({ sizes }: Cache): ColorScale {
  return { kind: "sequential", hue: "key", limit: sizes.n };
}

/** Letters of a word over a slot; none where there is no room for any. */
function lettersIn({ rows }: Pool, place: Rect): number {
  const letters = Math.floor((place.width / rows - 6) / PIXELS_PER_LETTER);
  return letters < 3 || place.height < BLOCK ? 0 : letters;
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
    return [label(`block:${physical}:${row}`, place.x + (row + 0.5) * width, (place.y + cellsOf(pool, place).y) / 2, text, { size: "small", align: "middle", layer: 1 })];
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

/** A frame around the block that a request has written to at that event. */
export function writtenMark(pool: Pool, event: number, request: Request): readonly Mark[] {
  const place = pool.places.blocks[blockOf(pool, event, request, writtenBlock(pool, event, request))];
  return place === undefined ? [] : [box("written", place, { hue: REQUESTS[request].hue })];
}

/** The rows that are copied for a write, over those that they are copies of: from there they move to their block. */
export function copyMark(pool: Pool, event: number, request: Request): readonly Mark[] {
  const logical = writtenBlock(pool, event, request);
  const [from, to] = [event - 1, event].map((at) => blockOf(pool, at, request, logical)) as [number, number];
  const place = pool.places.blocks[from];
  const copied = pool.cache.trace.tensor("pageCopied").at({ event });
  if (copied === 0 || place === undefined) return [];
  const cells = cellsOf(pool, place);
  const view = { tensor: "pageSlots", fixed: { event, physical: to }, rows: null, cols: part("row", 0, copied) };
  return [grid(`block:${to}`, view, positionScale(pool.cache), colsIn(cells, pool.rows, 0, copied), { edge: "output", layer: 1 })];
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
