/** The same steps without a cache: every token runs again, and two counts of multiply-adds part. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { dimmed, display, grid, label } from "../shared/marks";
import { counted, large } from "../shared/numbers";
import { rect, rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { rowsOf } from "../shared/views";
import { link, say } from "../shared/words";
import { barCell, cellOf } from "../shared/bar-cell";
import { cacheOf, rowsHeld, type Cache } from "./cache";
import { shownSteps } from "./growth";

export const withoutCache: Beat = {
  id: "without-cache",
  title: "With a cache and without",
  formula: "withoutCache",
  caption(context) {
    const { trace, steps } = cacheOf(context);
    const most = trace.fact("spentUncached");
    const last = { way: 1, step: steps };
    return say(
      `With the cache each step runs one token. Without it step ${steps} runs all ${counted(trace.tensor("tokensRun").at(last), "token")} again. `,
      "Multiply-adds so far, counted as the model ran: ",
      link(large(trace.fact("spentCached"), most), "spent", { way: 0, step: steps }),
      " with the cache, ",
      link(large(most), "spent", last),
      " without.",
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room, steps, scales } = cache;
    const places = layout(cache);
    return [0, ...shownSteps(steps, MOST)].map((step) =>
      display(room.frame, [legend("rows of K", scales.key)], bandOf(cache, places, 0, step), bandOf(cache, places, 1, step), chart(cache, places, step)),
    );
  },
};

/** Steps that are shown one by one; of more, some are passed over. */
const MOST = 8;
const WAYS = [
  { name: "with the cache", hue: "stream" },
  { name: "without", hue: "score" },
] as const;

interface Places {
  /** The columns of steps, with the cache and without. */
  readonly bands: readonly [Rect, Rect];
  readonly chart: Rect;
  /** Where the counts stand: right of it all, or in the line over each band. */
  readonly counts: number;
}

function layout({ room, steps }: Cache): Places {
  const { inner, tall } = room;
  const counts = tall ? 0 : 168;
  const between = tall ? 24 : 32;
  const width = Math.min(inner.width - counts, (steps + 1) * 64);
  const chart = inner.height * (tall ? 0.26 : 0.28);
  const height = (inner.height - chart - 2 * between) / 2;
  const x = inner.x + (inner.width - counts - width) / 2;
  const line = (top: number, high: number): Rect => rect(x, top, width, high);
  return {
    bands: [line(inner.y, height), line(inner.y + height + between, height)],
    chart: line(inner.y + 2 * (height + between), chart),
    counts,
  };
}

/** A column for every step so far: rows of K that it computed, and over them those that were there, dimmed. */
function bandOf(cache: Cache, places: Places, way: 0 | 1, until: number): readonly Mark[] {
  const { trace, prompt, rows, room, words, layer, group, scales, steps } = cache;
  const band = places.bands[way];
  const pitch = band.width / (steps + 1);
  const { name, hue } = WAYS[way];
  const columns = Array.from({ length: until + 1 }, (_, step) => {
    const held = prompt + step;
    const run = trace.tensor("tokensRun").at({ way, step });
    const column = rect(band.x + step * pitch, band.y, pitch - Math.min(6, 0.2 * pitch), band.height);
    const view = rowsHeld(cache, "keys", layer, group);
    const part = (id: string, start: number, count: number, labels: object = {}): Mark =>
      grid(`way:${way}:${id}:${step}`, rowsOf(view, start, count), scales.key, rowsIn(column, rows, start, count), labels);
    const names = step === 0 ? { rowLabels: words.slice(0, held) } : {};
    const kept = held - run > 0 ? [dimmed(part("kept", 0, held - run))] : [];
    return [...kept, part("run", held - run, run, names)];
  });
  const spent = large(trace.tensor("spent").at({ way, step: until }), trace.fact("spentUncached"));
  const text = room.tall ? `${name}: ${spent} multiply-adds` : name;
  return [
    label(`way:${way}:name`, band.x, band.y - 10, text, { size: "small", hue }),
    ...columns.flat(),
    ...(room.tall ? [] : countOf(band, way, spent)),
  ];
}

function countOf(band: Rect, way: 0 | 1, spent: string): readonly Mark[] {
  const x = band.x + band.width + 16;
  const y = band.y + band.height / 2;
  return [
    label(`way:${way}:count`, x, y - 10, spent, { size: "large", hue: WAYS[way].hue }),
    label(`way:${way}:unit`, x, y + 14, "multiply-adds", { size: "small", hue: "muted" }),
  ];
}

/** What was spent up to each step, the two ways beside each other under the step's columns. */
function chart({ trace, steps, room }: Cache, { chart: area }: Places, until: number): readonly Mark[] {
  const pitch = area.width / (steps + 1);
  const most = trace.tensor("spent").at({ way: 1, step: steps });
  const every = Math.max(1, Math.ceil(22 / pitch));
  const foot = 18;
  const bars = Array.from({ length: until + 1 }, (_, step) => {
    const pair = ([0, 1] as const).map((way) => {
      const value = trace.tensor("spent").at({ way, step });
      const height = Math.max(1, ((area.height - foot) * value) / most);
      const width = 0.4 * pitch;
      const place = rect(area.x + step * pitch + way * width, area.y + area.height - foot - height, width, height);
      return barCell(`spent:${way}:${step}`, cellOf("spent", { way, step }), value, WAYS[way].hue, place);
    });
    const name = step === 0 ? (pitch > 44 ? "prompt" : "p") : String(step);
    const shown = step % every === 0 ? [label(`spent:step:${step}`, area.x + (step + 0.4) * pitch, area.y + area.height - 6, name, { size: "small", hue: "muted", align: "middle" })] : [];
    return [...pair, ...shown];
  });
  return [label("spent:name", area.x, area.y - 10, room.tall ? "spent after each step" : "multiply-adds spent after each step", { size: "small", hue: "muted" }), ...bars.flat()];
}
