/** Eviction: the first rows stay, the newest stand in a window that turns (StreamingLLM, Xiao et al. 2023, section 3). */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { arrow, box, dimmed, display, grid, label } from "../shared/marks";
import { counted } from "../shared/numbers";
import { rect, rowsIn } from "../shared/rects";
import { largestRow } from "../shared/room";
import { legend } from "../shared/scales";
import { link, quoted, say } from "../shared/words";
import { cacheOf, rowHeld, rowsHeld, type Cache } from "./cache";
import { shownSteps } from "./growth";

export const eviction: Beat = {
  id: "eviction",
  title: "Sinks stay, the window slides",
  formula: "eviction",
  caption(context) {
    const cache = cacheOf(context);
    const { trace, rows, layer, group } = cache;
    const { sinks, window, size } = ringOf(cache);
    const kept = sinks === 0 ? `the last ${window === 1 ? "row" : `${window} rows`}` : `the first ${sinks === 1 ? "row" : `${sinks} rows`} and the last ${window === 1 ? "one" : window}`;
    const last = rows - 1;
    const given = trace.tensor("ringEvicted").at({ token: last });
    if (given < 0) return say(`Memory that does not grow keeps ${kept}. The text has ${counted(rows, "token")}, no more than the ${size} places, so nothing is given up yet.`);
    return say(
      `Memory that does not grow keeps ${kept}. For ${quoted(context, last)} the row of `,
      link(quoted(context, given), "cacheKeys", { layer, kvHead: group, token: given }),
      ` is given up, and the new one takes its slot. Positions count from 0 to ${size - 1} inside the cache, whatever the text’s length.`,
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room, scales, rows } = cache;
    const places = layout(cache);
    const first = ringOf(cache).filled - 1;
    const after = rows - 1 - first;
    const tokens = [first, ...shownSteps(after, MOST).map((step) => first + step)].filter((token, place, all) => all.indexOf(token) === place);
    return tokens.map((token) => display(room.frame, [legend("K", scales.key)], textMarks(cache, places.text, token), ringMarks(cache, places, token)));
  },
};

/** Tokens that are shown one by one after the ring is full. */
const MOST = 6;

export interface RingSizes {
  readonly sinks: number;
  readonly window: number;
  readonly size: number;
  /** Of these, the places that the text comes to fill. */
  readonly filled: number;
}

export function ringOf({ trace }: Cache): RingSizes {
  const filled = trace.tensor("ringTokens").extent("place");
  return { sinks: trace.fact("sinks"), window: trace.fact("window"), size: trace.fact("ringRows"), filled };
}

interface Places {
  /** All rows of the text. */
  readonly text: Rect;
  readonly ring: Rect;
}

function layout(cache: Cache): Places {
  const { room, sizes, rows } = cache;
  const size = ringOf(cache).filled;
  const { inner, tall } = room;
  const gap = tall ? 58 : 170;
  const column = Math.min((inner.width - gap - (tall ? 34 : 110)) / (2 * sizes.dim), tall ? 20 : 26);
  const width = Math.max(44, sizes.dim * column);
  const row = Math.min(inner.height / rows, largestRow(rows, tall ? 22 : 26));
  const x = inner.x + Math.max(0, (inner.width - 2 * width - gap - (tall ? 34 : 110)) / 2);
  const y = inner.y + (inner.height - rows * row) / 2;
  const slot = Math.min(inner.height / size, Math.max(row, 22), 40);
  return {
    text: rect(x, y, width, rows * row),
    ring: rect(x + width + gap, inner.y + (inner.height - size * slot) / 2, width, size * slot),
  };
}

/** The text's rows up to a token, those that the ring has given up dimmed. */
function textMarks(cache: Cache, area: Rect, token: number): readonly Mark[] {
  const { scales, rows, words, layer, group } = cache;
  const rowLabels = words.map((word, row) => (row <= token ? word : ""));
  const all = grid("text:k", rowsHeld(cache, "keys", layer, group), scales.key, area, { title: "all K", rowLabels, reveal: (token + 1) / rows });
  return [dimmed(all), box("text:token", rowsIn(area, rows, token))];
}

/** The rows in the ring's slots after a token was read, the newest framed. */
function ringMarks(cache: Cache, { text, ring }: Places, token: number): readonly Mark[] {
  const { trace, scales, rows, words, room } = cache;
  const { sinks, window, filled: size } = ringOf(cache);
  const places = Array.from({ length: size }, (_, place) => ({
    place,
    held: trace.tensor("ringTokens").at({ token, place }),
    slot: trace.tensor("ringSlots").at({ token, place }),
  })).filter(({ held }) => held >= 0);
  const marks = places.flatMap(({ place, held, slot }) => {
    const area = rowsIn(ring, size, slot);
    const middle = area.y + area.height / 2;
    const beside = area.height >= 12;
    return [
      grid(`ring:${held}`, rowHeld(cache, "keys", held), scales.key, { ...area, height: area.height - 2 }, { layer: 1 }),
      ...(beside ? [label(`ring:${held}:word`, area.x - 8, middle, words[held] ?? "", { size: "small", align: "end" })] : []),
      ...(beside ? [label(`ring:slot:${slot}`, area.x + area.width + 8, middle, room.tall ? String(place) : `position ${place}`, { size: "small", hue: "muted" })] : []),
    ];
  });
  const newest = places.find(({ held }) => held === token);
  const stays = sinks === 0 ? [] : [box("ring:sinks", rowsIn(ring, size, 0, Math.min(sinks, size)), { hue: "muted", dashed: true })];
  const title = [label("ring:title", ring.x, ring.y - 12, room.tall ? "ring" : ringTitle(sinks, window), { size: "small", hue: "muted" })];
  return [...title, ...marks, ...stays, ...(newest === undefined ? [] : newestMarks(rowsIn(text, rows, token), rowsIn(ring, size, newest.slot), room.tall))];
}

/** The newest row's frame in the ring, and on a wide sheet the way it came. */
function newestMarks(from: Rect, to: Rect, tall: boolean): readonly Mark[] {
  const frame = box("ring:new", to);
  if (tall) return [frame];
  const start = [from.x + from.width + 6, from.y + from.height / 2] as const;
  return [frame, arrow("ring:way", start, [to.x - WORDS_BESIDE, to.y + to.height / 2])];
}

/** Kept left of the ring for its words. */
const WORDS_BESIDE = 84;

function ringTitle(sinks: number, window: number): string {
  return sinks === 0 ? `window of ${window}` : `${counted(sinks, "sink")}, window of ${window}`;
}
