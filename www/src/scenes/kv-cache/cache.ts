/** The caches of one run, as every beat of the scene needs them: sizes, words, scales and windows on their rows. */
import type { ColorScale, TensorView } from "../../marks/display-list";
import type { TraceReader } from "../../trace/reader";
import type { Beat, SceneContext } from "../scene";
import { chosenHead } from "../shared/choice";
import { roomFor, type Room } from "../shared/room";
import { diverging, unit } from "../shared/scales";
import { groupOf, sizesOf, type Sizes } from "../shared/sizes";
import { isTrained, layerOf } from "../shared/trained";
import { part, rowsOf } from "../shared/views";
import { rowWords } from "../shared/words";

export interface Cache {
  readonly context: SceneContext;
  readonly trace: TraceReader;
  readonly room: Room;
  readonly sizes: Sizes;
  readonly layers: number;
  /** The layer, the query head and its key head that are followed. */
  readonly layer: number;
  readonly head: number;
  readonly group: number;
  /** Tokens that fill the cache at once, and those decoded after them. */
  readonly prompt: number;
  readonly steps: number;
  /** All rows in the end: prompt + steps. */
  readonly rows: number;
  readonly words: readonly string[];
  readonly scales: Readonly<Record<"query" | "key" | "value" | "score" | "weight" | "output", ColorScale>>;
}

/** Which of the two halves of a cache. */
export type Half = "keys" | "values";

export function hasCache(trace: TraceReader): boolean {
  return trace.has("cacheKeys");
}

/** Of a trace without a cache, that of one layer with all tokens in it: what attention would keep. */
export function cacheOf(context: SceneContext): Cache {
  const { trace } = context;
  const kept = hasCache(trace);
  const sizes = sizesOf(trace);
  const head = chosenHead(context);
  const prompt = kept ? trace.fact("prompt") : sizes.n;
  return {
    context,
    trace,
    room: roomFor(context),
    sizes,
    layers: kept ? trace.fact("layers") : 1,
    layer: kept && isTrained(trace) ? layerOf(trace) : 0,
    head,
    group: groupOf(head, sizes),
    prompt,
    steps: sizes.n - prompt,
    rows: sizes.n,
    words: rowWords(context),
    scales: {
      query: diverging(trace, "query", "qHeads"),
      key: diverging(trace, "key", kept ? "cacheKeys" : "kHeads"),
      value: diverging(trace, "value", kept ? "cacheValues" : "vHeads"),
      score: kept ? scoreScale(trace, head) : unit("score"),
      weight: unit("weight"),
      output: diverging(trace, "output", kept ? "decodeOutput" : "headOutputs"),
    },
  };
}

/** What is shown of a beat while the trace keeps no cache yet: it is only run where the scene is in view. */
export function needsCache(beat: Beat, without: Beat, tensor = "cacheKeys"): Beat {
  const able = ({ trace }: SceneContext): Beat => (trace.has(tensor) ? beat : without);
  return { ...beat, caption: (context) => able(context).caption(context), keyframes: (context) => able(context).keyframes(context) };
}

/** All rows that a layer and key head holds in the end. */
export function rowsHeld({ trace, sizes }: Cache, half: Half, layer: number, kvHead: number): TensorView {
  const token = part("token", 0, sizes.n);
  const dim = part("dim", 0, sizes.dim);
  if (!hasCache(trace)) return { tensor: half === "keys" ? "kHeads" : "vHeads", fixed: { kvHead }, rows: token, cols: dim };
  return { tensor: half === "keys" ? "cacheKeys" : "cacheValues", fixed: { layer, kvHead }, rows: token, cols: dim };
}

/** The row of one token in the followed head's cache. */
export function rowHeld(cache: Cache, half: Half, token: number): TensorView {
  return rowsOf(rowsHeld(cache, half, cache.layer, cache.group), token);
}

/** The token that a step decodes, counted from 1: the first comes after the prompt. */
export function tokenOf({ prompt }: Cache, step: number): number {
  return prompt + step - 1;
}

export function scaleOf({ scales }: Cache, half: Half): ColorScale {
  return half === "keys" ? scales.key : scales.value;
}

/** Bytes of all rows that all layers hold after so many tokens, at four bytes a number. */
export function bytesHeld({ trace, layers, sizes }: Cache, tokens: number): number {
  return tokens * (hasCache(trace) ? trace.fact("cacheBytesAll") / sizes.n : 4 * layers * 2 * sizes.kvWide);
}

/** Ends at the largest magnitude among the scores of the decoded queries. */
function scoreScale(trace: TraceReader, head: number): ColorScale {
  const scores = trace.tensor("decodeScores");
  let limit = 0;
  for (let decode = 0; decode < scores.extent("decode"); decode++) {
    for (let key = 0; key < scores.extent("key"); key++) {
      const score = Math.abs(scores.at({ decode, head, key }));
      if (Number.isFinite(score)) limit = Math.max(limit, score);
    }
  }
  return { kind: "diverging", hue: "score", limit: limit > 0 ? limit : 1 };
}
