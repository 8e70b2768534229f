/** What a trace must hold besides attention itself: as the scene in view draws it, so that no other pays for it. */
import type { SentenceRequest } from "../../engine";
import type { Scene } from "../../scenes/scene";
import type { CacheRequest } from "../../trace/generated/CacheRequest";
import type { TraceReader } from "../../trace/reader";
import type { Notice } from "./reading";
import { mostSteps, mostTokens, type Settings } from "./settings";

export type Extras = Pick<SentenceRequest, "tiles" | "cache" | "own" | "heads" | "kvHeads" | "dModel">;

/** `ownSigns`: tokens that stand before the first word for a model of the reader’s own. */
export function extrasOf({ walksTiles, keepsCache }: Scene, settings: Settings, ownSigns = 0): Extras {
  const { head, tileRows, tileColumns, splits } = settings;
  return {
    ...(walksTiles === true ? { tiles: { head, rows: tileRows, columns: tileColumns, splits } } : {}),
    ...(keepsCache === true ? { cache: cacheRequest(settings, ownSigns) } : {}),
  };
}

/** Whether a trace with these extras has what is wanted. Tiles are beside the rest, but a cache changes the tokens. */
export function serves(held: Extras, wanted: Extras): boolean {
  // Arrays of the embedder are compared as a whole: they come anew or not at all.
  if (held.own !== wanted.own) return false;
  if (JSON.stringify(held.cache) !== JSON.stringify(wanted.cache)) return false;
  return wanted.tiles === undefined || JSON.stringify(held.tiles) === JSON.stringify(wanted.tiles);
}

function cacheRequest({ prompt, steps, block, window, sinks, groups, weights }: Settings, ownSigns: number): CacheRequest {
  // Known before any trace is there: those of the model that comes with the page begin with one sign.
  const signs = { trained: 1, random: 0, own: ownSigns }[weights];
  return {
    ...(prompt === 0 ? {} : { prompt: prompt + signs }),
    ...(steps === 0 ? {} : { steps }),
    ...(groups === 0 ? {} : { groups }),
    block, window, sinks, loss: weights === "trained",
  };
}

/**
 * The nearest cache that a text of so many tokens has; null where nothing is left to decode. With random
 * weights the text itself goes on after the prompt, so both must lie in it.
 */
export function fittingCache(cache: CacheRequest, tokens: number, trained: boolean): CacheRequest | null {
  const last = trained ? mostTokens : tokens;
  const most = Math.min(tokens, last - 1);
  if (most < 1) return null;
  const prompt = cache.prompt === undefined ? undefined : Math.min(cache.prompt, most);
  const room = last - (prompt ?? (trained ? 1 : Math.ceil(tokens / 2)));
  const steps = cache.steps === undefined ? undefined : Math.min(cache.steps, room);
  return { ...cache, ...(prompt === undefined ? {} : { prompt }), ...(steps === undefined ? {} : { steps }) };
}

/** The settings of a cache as the trace has them, with a word for each that is another than was asked for. */
export function fittedCache({ prompt, steps }: Settings, reader: TraceReader, signs: number): Readonly<{ settings: Partial<Settings>; notices: readonly Notice[] }> {
  if (!reader.has("cacheKeys")) {
    const message = "A single word leaves nothing to decode after it, so its keys and values are shown alone. Type another word.";
    return { settings: {}, notices: [{ setting: "prompt", message }] };
  }
  const got = { prompt: reader.fact("prompt") - signs, steps: reader.fact("steps") };
  const notices: Notice[] = [];
  if (prompt !== 0 && prompt !== got.prompt) notices.push({ setting: "prompt", message: `A prompt of ${prompt} does not fit the text. Using ${got.prompt}.` });
  if (steps !== 0 && steps !== got.steps) notices.push({ setting: "steps", message: `There is no room for ${steps} steps after the prompt. Using ${got.steps}.` });
  return { settings: { ...(prompt === 0 ? {} : { prompt: got.prompt }), ...(steps === 0 ? {} : { steps: got.steps }) }, notices };
}

/** Prompt and steps of a trace's cache, in words and tokens, and how far they could go. */
export interface CacheSizes {
  readonly prompt: number;
  readonly steps: number;
  readonly mostPrompt: number;
  readonly mostSteps: number;
  /** Query heads, and the groups that they are compared in. */
  readonly heads: number;
  readonly groups: number;
}

/** Null where the trace keeps no cache. With random weights the steps are words of the text too. */
export function cacheSizes(reader: TraceReader | null, signs: number): CacheSizes | null {
  if (reader === null || !reader.has("cacheKeys")) return null;
  const [prompt, steps, text] = [reader.fact("prompt"), reader.fact("steps"), reader.fact("textTokens")];
  const trained = reader.has("stream");
  const last = trained ? mostTokens : text;
  return {
    prompt: prompt - signs,
    steps,
    mostPrompt: Math.min(text, last - 1) - signs,
    mostSteps: Math.min(mostSteps, last - prompt),
    heads: reader.fact("heads"),
    groups: reader.fact("gqaHeads"),
  };
}
