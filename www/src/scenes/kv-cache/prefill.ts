/** The prompt fills the cache at once: a row of K and one of V for every token, in every layer and key head. */
import type { Beat } from "../scene";
import { display, label } from "../shared/marks";
import { counted, number } from "../shared/numbers";
import { rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { link, say } from "../shared/words";
import { bytesHeld, cacheOf, hasCache, type Cache } from "./cache";
import { cachesOn, panelMarks } from "./caches";
import { deskOf, type Desk } from "./desk";

export const prefill: Beat = {
  id: "prefill",
  title: "The prompt fills the cache",
  formula: "prefill",
  trainedFormula: { biased: "prefillBias", turned: "prefillTurned" },
  caption(context) {
    const cache = cacheOf(context);
    const { prompt, layers, layer, group, sizes } = cache;
    const [keys, values] = hasCache(context.trace) ? ["cacheKeys", "cacheValues"] as const : ["kHeads", "vHeads"] as const;
    const at = hasCache(context.trace) ? { layer, kvHead: group } : { kvHead: group };
    const everywhere = layers === 1 ? counted(sizes.g, "key head") : `${layers} layers with ${counted(sizes.g, "key head")} each`;
    return say(
      `${prompt === 1 ? "One token runs" : `${prompt} tokens run`} through the model at once and ${prompt === 1 ? "leaves" : "leave"} `,
      link("a row of K", keys, at),
      " and ",
      link("a row of V", values, at),
      ` apiece, ${counted(sizes.dim, "number")} wide, in ${everywhere}: ${number(bytesHeld(cache, prompt))} bytes that nobody computes again.`,
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const desk = deskOf(cache);
    const { room, scales, prompt } = cache;
    const legends = [legend("K", scales.key), legend("V", scales.value)];
    return [0, prompt].map((tokens) =>
      display(room.frame, legends, cachesOn(cache, desk, tokens, prompt), panelMarks(cache, desk, tokens), free(cache, desk)),
    );
  },
};

/** A word in the slots that wait for tokens to come. */
function free({ prompt, rows, room }: Cache, desk: Desk) {
  const slots = rowsIn(desk.keys, rows, prompt, rows - prompt);
  if (slots.height < 16) return [];
  const text = room.tall ? "free" : "free slots";
  return [label("free", slots.x + slots.width / 2, slots.y + slots.height / 2, text, { size: "small", hue: "muted", align: "middle", layer: 1 })];
}
