/** Only the new token runs through the layer: its q is used once, its k and v join the cache. */
import type { Beat } from "../scene";
import { display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { rowsIn } from "../shared/rects";
import { diverging, legend } from "../shared/scales";
import { rowsOf, matrix } from "../shared/views";
import { fitting } from "../shared/room";
import { capital, link, quoted, say } from "../shared/words";
import { bytesHeld, cacheOf, type Cache } from "./cache";
import { cachesOn, newRow, panelMarks, slotsOf } from "./caches";
import { deskOf, type Desk } from "./desk";

export const newRows: Beat = {
  id: "new-row",
  title: "One row of K, one of V",
  formula: "newRow",
  trainedFormula: { biased: "newRowBias", turned: "newRowTurned" },
  caption(context) {
    const cache = cacheOf(context);
    const { prompt, head, group, layer } = cache;
    return say(
      `${capital(quoted(context, prompt))} alone runs through the model. In each head it gives one `,
      link("q", "qHeads", { head, token: prompt }),
      ", one ",
      link("k", "cacheKeys", { layer, kvHead: group, token: prompt }),
      " and one ",
      link("v", "cacheValues", { layer, kvHead: group, token: prompt }),
      `. k and v become row ${prompt + 1} of the cache, `,
      `${number(bytesHeld(cache, prompt + 1) - bytesHeld(cache, prompt))} bytes in all heads and layers; q is used once and dropped.`,
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room, scales, prompt, trace } = cache;
    const desk = deskOf(cache);
    const stream = diverging(trace, "stream", "x");
    const legends = [legend("q", scales.query), legend("K", scales.key), legend("V", scales.value)];
    const wide = desk.foot.both.width;
    const title = fitting(wide, `x of ${quoted(context, prompt)}`, "x");
    const x = grid("x:new", rowsOf(matrix(trace, "x", "token", "model"), prompt), stream, desk.foot.both, { title });
    const before = [cachesOn(cache, desk, prompt, prompt + 1), panelMarks(cache, desk, prompt)].flat();
    const after = [cachesOn(cache, desk, prompt + 1), panelMarks(cache, desk, prompt + 1)].flat();
    const slots = slotsOf(cache, desk, prompt, true);
    const q = queryMark(cache, desk, prompt);
    const made = (["keys", "values"] as const).map((half) => newRow(cache, half, prompt, desk.foot[half], true));
    const filed = (["keys", "values"] as const).map((half) => newRow(cache, half, prompt, rowsIn(desk[half], cache.rows, prompt), false));
    return [
      display(room.frame, [legend("x", stream), ...legends.slice(1)], before, slots, x),
      display(room.frame, legends, before, slots, q, made),
      display(room.frame, legends, before, slots, q, filed),
      display(room.frame, legends, after, slotsOf(cache, desk, prompt), q),
    ];
  },
};

/** The query of one token over K. */
export function queryMark({ trace, scales, head }: Cache, desk: Desk, token: number) {
  return grid("query", rowsOf(matrix(trace, "qHeads", "token", "dim", { head }), token), scales.query, desk.query, { title: "q" });
}
