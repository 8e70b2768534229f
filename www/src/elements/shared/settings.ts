/**
 * What a reader can set. One table gives each setting its attribute name (the same in the
 * address of the page), its first value, and how it is read from text and written back.
 */
import { flag, headPlaces, number, oneOf, place, words, type Field } from "./fields.ts";
import { shipped } from "./shipped.ts";

export type Theme = "auto" | "light" | "dark";
/** Whose weights: those of the trained model, random ones from the seed, or those of a model that the reader opened. */
export type Weights = "trained" | "random" | "own";
export type BackendChoice = "auto" | "webgpu" | "cpu";

export interface Settings {
  /** The sentence. */
  readonly text: string;
  readonly weights: Weights;
  /** The place (from 0) of the layer of the trained model that is shown. */
  readonly layer: number;
  /** h, the number of query heads. Divides dModel. This, g, the width, the mask and the seed are of random weights alone. */
  readonly heads: number;
  /** g, the number of key and value heads. Divides heads. */
  readonly kvHeads: number;
  /** The width of the residual stream. */
  readonly dModel: number;
  /** A query sees only keys up to its own place. */
  readonly causal: boolean;
  /** Divides the scores, besides sqrt(d_k). */
  readonly temperature: number;
  /** Seeds embeddings and weights: an unsigned 32-bit number. */
  readonly seed: number;
  /** Places (from 0) of heads whose output is left out of the concatenation, ascending. */
  readonly headsOff: readonly number[];
  /** The place (from 0) of the head that is looked at. */
  readonly head: number;
  /** The place (from 0) among the sentence's words of the one whose query row is followed; -1: the sign before them. */
  readonly row: number;
  /** B_r, the queries of a tile. This, B_c and the workers are of the scenes that walk over tiles. */
  readonly tileRows: number;
  /** B_c, the keys of a tile. */
  readonly tileColumns: number;
  /** Workers that share the keys of the last query. */
  readonly splits: number;
  /** Words that prefill the cache; 0: as many as leave room for the steps. This and the next are of the scene of the cache. */
  readonly prompt: number;
  /** Tokens decoded after them; 0: as many as is usual. */
  readonly steps: number;
  /** Rows of a page. */
  readonly block: number;
  /** The newest rows that stay where rows are evicted. */
  readonly window: number;
  /** The first rows that stay: at most as many. */
  readonly sinks: number;
  /** Key heads of the grouped queries that are compared with the other kinds; divides the heads. 0: those of the run, or half. */
  readonly groups: number;
  /** The scene, by id. */
  readonly scene: string;
  /** The beat, by its id in the scene. Empty: the first. */
  readonly beat: string;
  readonly theme: Theme;
  /** Whose fast kernels check the picture. */
  readonly backend: BackendChoice;
  /** How many times faster than the resting pace. */
  readonly speed: number;
}

export type SettingName = keyof Settings;

/** The settings that change the numbers; all others change only the view of them. */
export const computedSettings = [
  "text", "weights", "layer", "heads", "kvHeads", "dModel", "causal", "temperature", "seed", "headsOff",
] as const satisfies readonly SettingName[];

export const headChoices: readonly number[] = [1, 2, 4, 8];
const mostHeads = Math.max(...headChoices);
export const widthChoices: readonly number[] = [16, 32, 64];
export const speedChoices: readonly number[] = [0.5, 1, 2, 4];
export const temperatureLimits = { least: 0.1, most: 5, step: 0.05 } as const;
export const largestSeed = 0xffff_ffff;
/** The most words a trace holds. */
export const mostTokens = 64;
/** The most tokens that are decoded after a prompt. */
export const mostSteps = 48;

export const fields: { readonly [Name in SettingName]: Field<Settings[Name]> } = {
  text: { attribute: "text", initial: "the cat sat on the mat because the mat was warm", ...words },
  weights: { attribute: "weights", initial: "random", ...oneOf<Weights>(["trained", "random", "own"]) },
  layer: { attribute: "layer", initial: 1, ...place(shipped.layers) },
  heads: { attribute: "heads", initial: 4, ...number(1, mostHeads, { whole: true }) },
  kvHeads: { attribute: "kv-heads", initial: 4, ...number(1, mostHeads, { whole: true }) },
  dModel: { attribute: "d-model", initial: 32, ...oneOf(widthChoices) },
  causal: { attribute: "causal", initial: true, ...flag },
  temperature: {
    attribute: "temperature", initial: 1, ...number(temperatureLimits.least, temperatureLimits.most),
  },
  seed: { attribute: "seed", initial: 7, ...number(0, largestSeed, { whole: true }) },
  headsOff: { attribute: "off", initial: [], ...headPlaces },
  head: { attribute: "head", initial: 0, ...place(mostHeads) },
  row: { attribute: "row", initial: 8, ...place(mostTokens, 0) },
  tileRows: { attribute: "tile-rows", initial: 4, ...number(1, mostTokens, { whole: true }) },
  tileColumns: { attribute: "tile-columns", initial: 2, ...number(1, mostTokens, { whole: true }) },
  splits: { attribute: "splits", initial: 3, ...number(1, mostTokens, { whole: true }) },
  prompt: { attribute: "prompt", initial: 0, ...number(0, mostTokens, { whole: true }) },
  steps: { attribute: "steps", initial: 0, ...number(0, mostSteps, { whole: true }) },
  block: { attribute: "block", initial: 4, ...number(1, mostTokens, { whole: true }) },
  window: { attribute: "window", initial: 5, ...number(1, mostTokens, { whole: true }) },
  sinks: { attribute: "sinks", initial: 3, ...number(0, mostTokens, { whole: true }) },
  groups: { attribute: "groups", initial: 0, ...number(0, mostTokens, { whole: true }) },
  scene: { attribute: "scene", initial: "split", ...words },
  beat: { attribute: "beat", initial: "", ...words },
  theme: { attribute: "theme", initial: "auto", ...oneOf<Theme>(["auto", "light", "dark"]) },
  backend: { attribute: "backend", initial: "auto", ...oneOf<BackendChoice>(["auto", "webgpu", "cpu"]) },
  speed: { attribute: "speed", initial: 1, ...oneOf(speedChoices) },
};

/** The settings that random weights alone have: to name one asks for random weights. */
export const drawnSettings = ["heads", "kvHeads", "dModel", "causal", "seed"] as const satisfies readonly SettingName[];

export const settingNames = Object.keys(fields) as readonly SettingName[];

export const initialSettings: Settings = Object.fromEntries(
  settingNames.map((name) => [name, fields[name].initial]),
) as unknown as Settings;

/**
 * What the playground begins with: the trained model, on a sentence whose name comes back. The layer
 * and the head are those that look up what followed the name before.
 */
export const trainedSettings: Settings = {
  ...initialSettings, weights: "trained", text: "Anna Quill says that the keys near the cabinet are old. Anna", row: 12, layer: 1, head: 3,
};

/** How formulas and messages write a setting. */
export const symbols: Partial<Record<SettingName, string>> = {
  heads: "h",
  kvHeads: "g",
  dModel: "d_model",
  tileRows: "B_r",
  tileColumns: "B_c",
};
