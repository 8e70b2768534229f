/** The same sentence in four kinds of attention: what each token leaves in one layer, side by side to scale. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { display, grid, label } from "../shared/marks";
import { counted, number } from "../shared/numbers";
import { rect } from "../shared/rects";
import { diverging, legend } from "../shared/scales";
import { matrix } from "../shared/views";
import { link, say } from "../shared/words";
import { barCell, cellOf } from "../shared/bar-cell";
import { cacheOf, type Cache } from "./cache";

export const kinds: Beat = {
  id: "kinds",
  title: "MHA, GQA, MQA, MLA",
  formula: "kinds",
  caption(context) {
    const cache = cacheOf(context);
    const bytes = (kind: number) => link(`${number(bytesOf(cache, kind))} bytes`, "kindBytes", { kind, step: cache.steps });
    const { trace, sizes } = cache;
    return say(
      `In one layer of random weights the ${counted(cache.rows, "token")} leave `,
      bytes(0),
      ` when each of ${counted(sizes.h, "head")} keeps its own K and V, `,
      bytes(1),
      ` in ${counted(trace.fact("gqaHeads"), "group")}, `,
      bytes(2),
      " when all share one, and ",
      bytes(3),
      ` as a latent of ${trace.fact("latentRank")} numbers with a rotary key of ${trace.fact("rotaryDim")}.`,
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room, trace } = cache;
    const scales = { keys: diverging(trace, "key", "kindKeys", "latent", "rotaryKey"), values: diverging(trace, "value", "kindValues") };
    const legends = [legend("K, latent", scales.keys), legend("V", scales.values)];
    const lines = linesOf(cache);
    const drawn = (kind: number, at: number): readonly Mark[] => blocksOf(cache, kind, lines[at] as Line, scales);
    const named = (kind: number): readonly Mark[] => namesOf(cache, kind, lines[kind] as Line);
    const upTo = (kind: number): readonly Mark[] => lines.slice(0, kind + 1).flatMap((_, each) => [...drawn(each, each), ...named(each)]);
    // Shared heads begin where they stood among all heads and move down: what stays behind is what is not kept.
    return [
      display(room.frame, legends, upTo(0)),
      display(room.frame, legends, upTo(0), drawn(1, 0)),
      display(room.frame, legends, upTo(1), drawn(2, 1)),
      display(room.frame, legends, upTo(2)),
      display(room.frame, legends, upTo(3)),
    ];
  },
};

const NAMES = [
  { short: "MHA", long: "multi-head" },
  { short: "GQA", long: "grouped-query" },
  { short: "MQA", long: "multi-query" },
  { short: "MLA", long: "multi-head latent" },
] as const;
const BAR = 6;

interface Line {
  readonly rows: Rect;
  /** Pixels of one number of a token. */
  readonly column: number;
}

function bytesOf({ trace, steps }: Cache, kind: number): number {
  return trace.tensor("kindBytes").at({ kind, step: steps });
}

function numbersOf({ trace }: Cache, kind: number): number {
  return trace.tensor("kindNumbers").at({ kind });
}

/** A line for each kind. Columns are as wide in all of them, so that widths compare. */
function linesOf(cache: Cache): readonly Line[] {
  const { inner, frame, tall } = cache.room;
  const left = tall ? 12 : 36;
  const space = tall ? 0 : 132;
  const widest = Math.max(...NAMES.map((_, kind) => numbersOf(cache, kind)));
  const column = Math.min((frame.width - 2 * left - space - HEADS_GAP * (cache.sizes.h - 1)) / widest, 24);
  const top = inner.y - 6;
  const step = (inner.height + 6) / NAMES.length;
  const name = 22;
  return NAMES.map((_, kind) => ({ rows: rect(left, top + kind * step + name, 0, step - name - BAR - 10), column }));
}

const HEADS_GAP = 4;

/** K and V of every head that the kind keeps, or the latent and the rotary key. */
function blocksOf(cache: Cache, kind: number, { rows, column }: Line, scales: Readonly<Record<"keys" | "values", Parameters<typeof grid>[2]>>): readonly Mark[] {
  const { trace, sizes } = cache;
  const { short } = NAMES[kind] ?? NAMES[0];
  if (short === "MLA") {
    const rank = trace.fact("latentRank") * column;
    const rotary = trace.fact("rotaryDim") * column;
    return [
      grid("MLA:latent", matrix(trace, "latent", "token", "rank"), scales.keys, { ...rows, width: rank }),
      grid("MLA:rotary", matrix(trace, "rotaryKey", "token", "rotary"), scales.keys, { ...rows, x: rows.x + rank + HEADS_GAP, width: rotary }),
    ];
  }
  const width = sizes.dim * column;
  const kept = trace.tensor("kindHeads").at({ kind });
  return Array.from({ length: kept }, (_, head) => {
    const x = rows.x + head * (2 * width + HEADS_GAP);
    return [
      grid(`${short}:k:${head}`, matrix(trace, "kindKeys", "token", "dim", { head }), scales.keys, { ...rows, x, width }),
      grid(`${short}:v:${head}`, matrix(trace, "kindValues", "token", "dim", { head }), scales.values, { ...rows, x: x + width, width }),
    ];
  }).flat();
}

/** Name and bytes of a kind, and under its numbers a bar as long as it has bytes. */
function namesOf(cache: Cache, kind: number, { rows }: Line): readonly Mark[] {
  const { room, steps, trace } = cache;
  const { short, long } = NAMES[kind] ?? NAMES[0];
  const bytes = bytesOf(cache, kind);
  const most = bytesOf(cache, 0);
  const whole = room.frame.width - 2 * rows.x - (room.tall ? 0 : 132);
  const bar = rect(rows.x, rows.y + rows.height + 3, Math.max(2, (whole * bytes) / Math.max(most, bytesOf(cache, 3))), BAR);
  const text = `${number(bytes)} bytes`;
  const kept = short === "MLA" ? "one latent" : counted(trace.tensor("kindHeads").at({ kind }), "key head");
  return [
    label(`${short}:name`, rows.x, rows.y - 10, room.tall ? `${short}: ${text}` : `${short}, ${long}: ${kept}`, { size: room.tall ? "small" : "body" }),
    barCell(`${short}:bar`, cellOf("kindBytes", { kind, step: steps }), bytes, "mask", bar),
    ...(room.tall ? [] : [label(`${short}:bytes`, room.frame.width - 24, bar.y - rows.height / 2, text, { align: "end" })]),
  ];
}
