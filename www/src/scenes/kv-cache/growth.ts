/** The next steps: each token adds its row and reads all rows before it. */
import type { Beat, SceneContext } from "../scene";
import { display } from "../shared/marks";
import { counted, number } from "../shared/numbers";
import { legend } from "../shared/scales";
import { capital, listed, quoted, say } from "../shared/words";
import { bytesHeld, cacheOf, tokenOf, type Cache } from "./cache";
import { cachesOn, panelMarks, slotsOf } from "./caches";
import { deskOf } from "./desk";
import { queryMark } from "./new-row";
import { attention } from "./one-query";

export const growth: Beat = {
  id: "growth",
  title: "Token by token",
  formula: "growth",
  caption(context) {
    const cache = cacheOf(context);
    const { steps, rows, prompt } = cache;
    const each = number(bytesHeld(cache, prompt + 1) - bytesHeld(cache, prompt));
    const held = `${number(bytesHeld(cache, rows))} bytes.`;
    if (steps === 1) return say(`This was the only step: the cache ends with ${counted(rows, "row")}, `, held, ".");
    return say(
      `${written(context, cache)}: every token adds ${each} bytes and reads all rows before it. After ${counted(steps, "step")} the cache holds ${counted(rows, "row")}, `,
      held,
      ".",
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room, scales, steps } = cache;
    const desk = deskOf(cache, { apart: true });
    const legends = [legend("scores", scales.score), legend("weights", scales.weight), legend("output", scales.output)];
    return shownSteps(steps, MOST).map((step) => {
      const token = tokenOf(cache, step);
      const { scores, weights, output } = attention(cache, desk, step);
      const caches = [cachesOn(cache, desk, token + 1), panelMarks(cache, desk, token + 1)].flat();
      return display(room.frame, legends, caches, slotsOf(cache, desk, token), queryMark(cache, desk, token), scores, weights, output);
    });
  },
};

/** As many steps as an eye follows one by one; of more, some are passed over. */
const MOST = 8;

/** Steps from 1 to the last, evenly spread, the last always among them. */
export function shownSteps(steps: number, most: number): readonly number[] {
  const count = Math.min(steps, most);
  return Array.from({ length: count }, (_, place) => Math.round(((place + 1) * steps) / count));
}

/** Words in a caption: more would not be read. */
const LISTED = 4;

function written(context: SceneContext, { prompt, rows }: Cache): string {
  const words = Array.from({ length: rows - prompt }, (_, step) => quoted(context, prompt + step));
  const text = words.length > LISTED ? [...words.slice(0, LISTED), `${words.length - LISTED} more`] : words;
  return capital(listed(text));
}
