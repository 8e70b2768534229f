/** Where the next token comes from: the trained model's own likeliest word, or the next of the sentence. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat, CaptionPart } from "../scene";
import { expected, type Expected } from "../shared/expected";
import { display, grid, label } from "../shared/marks";
import { percent } from "../shared/numbers";
import { rect, rowsIn } from "../shared/rects";
import { legend, unit } from "../shared/scales";
import { isTrained } from "../shared/trained";
import { capital, link, quoted, say } from "../shared/words";
import { cacheOf, type Cache } from "./cache";
import { cachesOn, panelMarks, slotsOf } from "./caches";
import { deskOf, type Desk } from "./desk";

export const nextToken: Beat = {
  id: "next-token",
  title: "A token is produced",
  formula: "nextToken",
  caption(context) {
    const cache = cacheOf(context);
    const { trace, prompt } = cache;
    const next = quoted(context, prompt);
    if (!isTrained(trace)) {
      return say(
        `Random weights predict nothing, so the sentence itself goes on: ${next} is token ${prompt + 1}. Everything else is as with a trained model: `,
        "one token comes, and all before it is in the cache.",
      );
    }
    const taken = takenOf(cache);
    return say(
      `From ${quoted(context, prompt - 1)} the model predicts what comes next: `,
      ...chance(cache, taken),
      `. ${capital(next)} becomes token ${prompt + 1}, and the only one that has to be computed.`,
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room, scales, prompt, trace } = cache;
    const desk = deskOf(cache, room.tall && isTrained(trace) ? { below: CHANCES_TALL } : {});
    const legends = [legend("K", scales.key), legend("V", scales.value)];
    const caches = cachesOn(cache, desk, prompt, prompt);
    if (!isTrained(trace)) {
      const marks = [caches, panelMarks(cache, desk, prompt), slotsOf(cache, desk, prompt, true), word(cache, desk)];
      return [display(room.frame, legends, ...marks)];
    }
    const chances = chanceMarks(cache, desk);
    const withChances = [...legends, legend("probability", unit("weight"))];
    return [
      display(room.frame, withChances, caches, chances),
      display(room.frame, withChances, caches, chances, slotsOf(cache, desk, prompt, true), word(cache, desk)),
    ];
  },
};

/** Words that are shown with their probabilities, and the room they take under the rows of a tall sheet. */
const SHOWN = 5;
const CHANCES_TALL = 118;

/** The word that was taken: the likeliest, unless it was drawn. */
function takenOf({ trace, prompt }: Cache): Expected {
  const all = expected(trace, prompt - 1, Number.POSITIVE_INFINITY);
  const [first] = all;
  const word = trace.tokens[prompt];
  const taken = all.find((each) => trace.trace.vocabulary?.[each.place] === word) ?? first;
  if (taken === undefined) throw new Error("the model predicts no word");
  return taken;
}

function chance({ prompt }: Cache, { word, place, probability }: Expected): readonly CaptionPart[] {
  return [`“${word}” with `, link(percent(probability), "probabilities", { token: prompt - 1, vocabulary: place })];
}

/** The likeliest words, each with a bar as long as it is likely. */
function chanceMarks(cache: Cache, { panel }: Desk): readonly Mark[] {
  if (panel === null) return [];
  const { trace, prompt, room } = cache;
  const taken = takenOf(cache);
  const listed = expected(trace, prompt - 1, SHOWN);
  const shown = listed.some(({ place }) => place === taken.place) ? listed : [...listed.slice(0, -1), taken];
  const area = room.tall ? panel.head : rect(panel.head.x, panel.head.y, panel.head.width, 0.6 * (panel.head.height + panel.body.height));
  const title = 20;
  const step = Math.min((area.height - title) / shown.length, room.tall ? 20 : 34);
  return [
    label("chances:name", area.x, area.y + 6, "the next word", { size: "small", hue: "muted" }),
    ...shown.flatMap((each, rank) => {
      const y = area.y + title + rank * step;
      return chanceBar(each, rect(area.x, y, area.width, step), prompt, each.place === taken.place);
    }),
  ];
}

/** Kept beside a bar for its word and for its number. */
const WORD = 78;
const NUMBER = 44;

function chanceBar({ word, place, probability }: Expected, line: Rect, prompt: number, taken: boolean): readonly Mark[] {
  const view = { tensor: "probabilities", fixed: { token: prompt - 1, vocabulary: place }, rows: null, cols: null };
  const height = Math.min(line.height - 6, 14);
  const y = line.y + (line.height - height) / 2;
  const bar = rect(line.x + WORD, y, Math.max(2, (line.width - WORD - NUMBER) * probability), height);
  const middle = line.y + line.height / 2;
  return [
    label(`chance:word:${place}`, line.x + WORD - 8, middle, word, { size: "small", align: "end", hue: taken ? "ink" : "muted" }),
    grid(`chance:${place}`, view, { ...unit("weight"), limit: Math.max(probability, 1e-6) }, bar),
    label(`chance:share:${place}`, bar.x + bar.width + 6, middle, percent(probability), { size: "small", hue: "muted" }),
  ];
}

/** The new token's word where its row will be. */
function word({ words, prompt, rows, room }: Cache, desk: Desk): readonly Mark[] {
  const slot = rowsIn(desk.keys, rows, prompt);
  const size = room.tall ? "small" : "body";
  return [label("next:word", desk.keys.x - 8, slot.y + slot.height / 2, words[prompt] ?? "", { size, align: "end", layer: 3 })];
}
