/** One query over all rows of the cache: a score for every key, a weight for every value, one output. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { box, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, ranked } from "../shared/reading";
import { rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { matrix, part, rowsOf } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { cacheOf, tokenOf, type Cache } from "./cache";
import { cachesOn, panelMarks, slotsOf } from "./caches";
import { deskOf, type Desk } from "./desk";
import { queryMark } from "./new-row";

export const oneQuery: Beat = {
  id: "one-query",
  title: "One query over the whole cache",
  formula: "oneQuery",
  caption(context) {
    const cache = cacheOf(context);
    const { trace, head, prompt } = cache;
    const weights = along(trace, "decodeWeights", "key", { decode: 0, head });
    const [most, second] = ranked(weights.slice(0, prompt + 1));
    const shown = (peak: typeof most) =>
      peak === undefined ? [] : [`${quoted(context, peak.index)} (`, link(number(peak.value), "decodeWeights", { decode: 0, head, key: peak.index }), ")"];
    return say(
      `The one q of ${quoted(context, prompt)} meets all ${prompt + 1} cached keys. Head ${head + 1} looks most at `,
      ...shown(most),
      ...(second === undefined ? [] : [" and ", ...shown(second)]),
      "; the ",
      link("weighted sum of the values", "decodeOutput", { decode: 0, head }),
      " is its output, as without a cache.",
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room, scales, prompt } = cache;
    const desk = deskOf(cache, { apart: true });
    const legends = [legend("scores", scales.score), legend("weights", scales.weight), legend("output", scales.output)];
    const still = [cachesOn(cache, desk, prompt + 1), panelMarks(cache, desk, prompt + 1), queryMark(cache, desk, prompt)].flat();
    const { scores, weights, output } = attention(cache, desk, 1);
    return [
      display(room.frame, legends, still, slotsOf(cache, desk, prompt)),
      display(room.frame, legends, still, scores),
      display(room.frame, legends, still, scores, weights),
      display(room.frame, legends, still, scores, weights, output, box("out", desk.foot.values, { hue: "output" })),
    ];
  },
};

/** What the query of a step, counted from 1, makes of the rows held then. */
export function attention(cache: Cache, desk: Desk, step: number): Readonly<Record<"scores" | "weights" | "output", Mark>> {
  const { trace, scales, head, rows, room } = cache;
  const held = tokenOf(cache, step) + 1;
  const decode = step - 1;
  const column = (tensor: string) => ({ tensor, fixed: { decode, head }, rows: part("key", 0, held), cols: null });
  const upTo = (area: Rect): Rect => rowsIn(area, rows, 0, held);
  return {
    scores: grid("scores", column("decodeScores"), scales.score, upTo(desk.scores), { title: room.tall ? "s" : "score" }),
    weights: grid("weights", column("decodeWeights"), scales.weight, upTo(desk.weights), { title: room.tall ? "a" : "weight" }),
    output: grid("output", rowsOf(matrix(trace, "decodeOutput", "decode", "dim", { head }), decode), scales.output, desk.foot.values, { title: "output" }),
  };
}
