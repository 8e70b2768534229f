/** The last row under strain: the naive softmax of three sets of scores, and the one-pass walk over the same. */
import type { ColorScale, LabelMark, Mark, Rect, TensorView } from "../../marks/display-list";
import type { Beat, CaptionPart } from "../scene";
import { box, display, grid, label } from "../shared/marks";
import { number } from "../shared/numbers";
import { bottomOf, colsIn, rect } from "../shared/rects";
import { fitting } from "../shared/room";
import { legend, unit } from "../shared/scales";
import { whole } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { scientific } from "./scientific";
import { walkOf, type Walk } from "./walk";

/** Places on the trace's axis `case`. */
const OVERFLOW = 0;
const LATE = 1;
const HIDDEN = 2;

export const overflow = strained(OVERFLOW, "overflow", "Scores that overflow", ({ context: { trace } }) =>
  say(
    `Moved up until the largest is ${number(trace.fact("strainRaised"))}, these scores have the softmax they had. Without the maximum each `,
    link("exponential", "naiveExponentials", { case: OVERFLOW }),
    ` is ∞ in single precision, which ends at exp(${number(trace.fact("largestExponent"))}), and `,
    link("∞ / ∞", "naiveWeights", { case: OVERFLOW }),
    " is no number. Less m, no exponent is above 0.",
  ));

export const lateScore = strained(LATE, "late-score", "One late score", (walk) => {
  const { context, keyTiles, sizes: { n } } = walk;
  const { trace } = context;
  const above = number(trace.fact("strainLate"));
  const tile = keyTiles.length - 1;
  const share = link(number(trace.tensor("safeWeights").at({ case: LATE, key: n - 1 })), "safeWeights", { case: LATE, key: n - 1 });
  if (tile === 0) return say(`The last key, ${quoted(context, n - 1)}, scores ${above} above the rest and takes a weight of `, share, ". One tile holds all keys, so nothing is rescaled.");
  const at = { case: LATE, keyTile: tile };
  return say(
    `The last key, ${quoted(context, n - 1)}, scores ${above} above the rest. When its tile comes, all that was summed before is multiplied by `,
    link(scientific(trace.tensor("safeFactor").at(at)), "safeFactor", at),
    ", and the key takes a weight of ",
    share,
    ".",
  );
});

export const hiddenRow = strained(HIDDEN, "nothing-visible", "Nothing visible", () =>
  say(
    "Every key is hidden. The naive softmax divides ",
    link("0 by 0", "naiveWeights", { case: HIDDEN }),
    ". In one pass m stays −∞ and l stays 0, so the kernels skip the division: weights and output are ",
    link("0", "safeWeights", { case: HIDDEN }),
    " and the log-sum-exp is ",
    link("−∞", "safeLse", { case: HIDDEN }),
    ".",
  ));

function strained(at: number, id: string, title: string, caption: (walk: Walk) => readonly CaptionPart[]): Beat {
  return {
    id,
    title,
    formula: "strain",
    caption: (context) => caption(walkOf(context)),
    keyframes(context) {
      const walk = walkOf(context);
      const { room: { frame } } = walk;
      const lines = layout(walk);
      const score = scoreScale(walk, at);
      const legends = [legend("scores, m", score), legend("weights", unit("weight"))];
      const naive = naiveLines(walk, lines, at, score);
      const held = heldLines(walk, lines, at, score);
      return [display(frame, legends, naive), display(frame, legends, naive, held)];
    },
  };
}

const NAMES = ["s", "exp", "naive", "m", "factor", "l", "weights"] as const;
type Name = (typeof NAMES)[number];
type Lines = Readonly<Record<Name, Rect>>;

/** What stands beside a line, and on a phone. */
const WRITTEN: Readonly<Record<Name, readonly [string, string]>> = {
  s: ["s", "s"],
  exp: ["exp s", "exp s"],
  naive: ["exp s / l", "… / l"],
  m: ["m", "m"],
  factor: ["factor", "factor"],
  l: ["l", "l"],
  weights: ["weights", "weight"],
};

/** How many lines belong to the naive softmax. */
const NAIVE = 3;

function layout({ room, sizes: { n } }: Walk): Lines {
  const { frame, inner, tall, title, columnWords } = room;
  // Words that lean end right of their columns: the last one within the sheet.
  const lean = columnWords - inner.width / n / 2 - (frame.width - inner.x - inner.width);
  const width = Math.min(inner.width - Math.max(0, lean), n * 90);
  const x = inner.x + (inner.width - width) / 2;
  const top = inner.y + columnWords;
  // Between the two groups stands the second one's title.
  const apart = title + (tall ? 2 : 14);
  const step = (bottomOf(inner) - top - apart) / NAMES.length;
  const height = Math.min(step - (tall ? 4 : 8), 44);
  const at = (place: number) => rect(x, top + place * step + (place < NAIVE ? 0 : apart), width, height);
  return Object.fromEntries(NAMES.map((name, place) => [name, at(place)])) as Record<Name, Rect>;
}

function nameOf(line: Name, area: Rect, tall: boolean): LabelMark {
  const [long, short] = WRITTEN[line];
  return label(`name:${line}`, area.x - 8, area.y + area.height / 2, tall ? short : long, { align: "end", math: true });
}

function heading(id: string, { x, y, width }: Rect, ...texts: readonly string[]): LabelMark {
  return label(id, x, y, fitting(width, ...texts));
}

function naiveLines(walk: Walk, lines: Lines, at: number, score: ColorScale): readonly Mark[] {
  const { room, words } = walk;
  const over = { ...lines.s, y: lines.s.y - room.columnWords - room.title / 2 - 2 };
  return [
    heading("heading:naive", over, "without the maximum: exponentials, their sum l, a division", "without the maximum"),
    ...(["s", "exp", "naive"] as const).map((line) => nameOf(line, lines[line], room.tall)),
    grid("s:strained", keysOf(walk, "strained", at), score, lines.s, { colLabels: words }),
    grid("exp:strained", keysOf(walk, "naiveExponentials", at), unit("weight"), lines.exp),
    grid("naive:strained", keysOf(walk, "naiveWeights", at), unit("weight"), lines.naive),
  ];
}

function heldLines(walk: Walk, lines: Lines, at: number, score: ColorScale): readonly Mark[] {
  const { room, keyTiles, sizes: { n } } = walk;
  const over = { ...lines.m, y: lines.m.y - room.title / 2 };
  const under = (line: Name, tile: number): Rect => {
    const { start, count } = keyTiles[tile] ?? { start: 0, count: n };
    return colsIn(lines[line], n, start, count);
  };
  const states = keyTiles.flatMap((_, tile) => [
    grid(`m:strained:${tile}`, one("safeMax", { case: at, pass: tile + 1 }), score, under("m", tile)),
    grid(`factor:strained:${tile}`, one("safeFactor", { case: at, keyTile: tile }), unit("weight"), under("factor", tile)),
    grid(`l:strained:${tile}`, one("safeSum", { case: at, pass: tile + 1 }), sumsOf(walk), under("l", tile)),
  ]);
  return [
    heading("heading:held", over, "in one pass, relative to the largest score so far", "in one pass, with m"),
    ...(["m", "factor", "l", "weights"] as const).map((line) => nameOf(line, lines[line], room.tall)),
    ...states,
    grid("weights:strained", keysOf(walk, "safeWeights", at), unit("weight"), lines.weights),
    ...(at === LATE && keyTiles.length > 1 ? [box("turn:strained", under("factor", keyTiles.length - 1))] : []),
  ];
}

function keysOf({ context: { trace } }: Walk, tensor: string, at: number): TensorView {
  return { tensor, fixed: { case: at }, rows: null, cols: whole(trace, tensor, "key") };
}

function one(tensor: string, fixed: Readonly<Record<string, number>>): TensorView {
  return { tensor, fixed, rows: null, cols: null };
}

function sumsOf({ context: { trace } }: Walk): ColorScale {
  return { kind: "sequential", hue: "weight", limit: Math.max(1, trace.tensor("safeSum").limit) };
}

/** Ends at the case's own largest score: the cases are not compared with each other. */
function scoreScale({ context: { trace }, score, sizes: { n } }: Walk, at: number): ColorScale {
  const finite = [...trace.tensor("strained").data.subarray(at * n, (at + 1) * n)].filter(Number.isFinite);
  return { ...score, limit: Math.max(...finite.map(Math.abs), 0) || score.limit };
}
