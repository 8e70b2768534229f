/** The sentences of the map: what a block shows, how much of it was read, where something is. */
import type { MapInfo } from "../../trace/generated/MapInfo";
import { formatNumber } from "../../trace/format";
import type { WordAt } from "./axes";
import type { Refinement } from "./loader";
import type { Cells, MapShape } from "./view";
import { windowKeys, windowSinks, type Aggregate, type HeadName, type MaskName } from "./settings";

export const headNames: Readonly<Record<HeadName, string>> = {
  mixed: "Sink, near and repeats",
  previous: "Previous token",
  distance: "Distance alone",
  same: "Same token",
  induction: "What came next last time",
  drawn: "Random weights",
  trained: "Trained model",
  own: "Your own Q and K",
};

export const headStories: Readonly<Record<HeadName, string>> = {
  mixed: "A constructed head with three terms: the first token as a sink, rotary positions that favour what is near, and a match between this token and the one before each key.",
  previous: "A constructed head: rotary positions, with queries turned back by one. Its weights are a line one cell wide, beside the diagonal.",
  distance: "A constructed head: rotary positions and nothing else. The weight falls with a power of the distance, so no distance is ever out of sight.",
  same: "A constructed head: the embedding of each token against all others. Frequent words draw a lattice; a rare one finds its few like.",
  induction: "A constructed head: the last two tokens against the two before each key. Wherever the text says something again it draws a diagonal, one cell wide.",
  drawn: "Queries and keys drawn at random: nothing to find, and every row spreads its weight over all it sees.",
  trained: "A head of the model that comes with this site, over a sentence: it has places for 64 tokens.",
  own: "Queries and keys that you brought. They stay in this browser.",
};

export const maskNames: Readonly<Record<MaskName, string>> = {
  causal: "Causal",
  window: "Window",
  none: "None",
};

export const maskStories: Readonly<Record<MaskName, string>> = {
  causal: "A query sees keys up to its own place.",
  window: `A query sees the ${windowKeys + 1} keys up to its own place, and the first ${windowSinks}.`,
  none: "Every query sees every key.",
};

const whole = (value: number) => value.toLocaleString("en");

/** What a block of so many cells a side shows. */
export function blockSentence(block: number, show: Aggregate): string {
  if (block === 1) return "Each square is one weight.";
  const what = show === "max" ? "the largest weight" : "the mean weight";
  return `Each square stands for ${whole(block)} × ${whole(block)} cells and shows ${what} among them; a hidden cell counts as 0.`;
}

/** How many weights a map has. */
export function countName({ rows, keys }: MapShape): string {
  return rows * keys === 1 ? "One weight" : `${whole(rows * keys)} weights`;
}

/** The picture's name for those who do not see it. */
export function mapName(head: HeadName, shape: MapShape | null): string {
  const size = shape === null ? "" : `, ${whole(shape.rows)} queries by ${whole(shape.keys)} keys`;
  return `Attention map: ${headNames[head]}${size}. The strongest weights in view are listed behind it.`;
}

/** What the map needs, what the engine holds and what a stored map would take. */
export function memorySentence({ rows, keys, headDim }: MapInfo, engine: number): string {
  const held = 4 * ((rows + keys) * headDim + rows);
  return `Q, K and lse: ${bytesName(held)}. The engine holds ${bytesName(engine)} in all; the whole map would be ${bytesName(4 * rows * keys)}.`;
}

/** Whether all of what is in view was read. */
export function isExact({ exact, tiles }: Refinement): boolean {
  return exact === tiles;
}

/** How much of what is in view was read. */
export function refinementSentence({ exact, tiles, step }: Refinement): string {
  if (exact === tiles) return tiles === 0 ? "Nothing in view is visible to any query." : "Exact: every cell in view was computed.";
  const rest = step === null ? "the rest is on its way" : `the rest is a sample of 1 row in ${whole(step)}`;
  return exact === 0 && step !== null
    ? `A sample so far: 1 row in ${whole(step)} was computed.`
    : `${whole(exact)} of ${whole(tiles)} parts are exact so far; ${rest}.`;
}

/** Which cells are in view. */
export function viewSentence({ rowStart, rowEnd, keyStart, keyEnd }: Cells): string {
  return `In view: queries ${whole(rowStart + 1)} to ${whole(rowEnd)}, keys ${whole(keyStart + 1)} to ${whole(keyEnd)}.`;
}

/** A place, from 1, with its word. */
export function placeName(place: number, wordAt: WordAt): string {
  const word = wordAt(place);
  return word === "" ? whole(place + 1) : `${whole(place + 1)} “${word}”`;
}

export function rangeName(start: number, count: number, size: number): string {
  const end = Math.min(size, start + count);
  return end === start + 1 ? whole(end) : `${whole(start + 1)} to ${whole(end)}`;
}

/** A weight for a sentence. */
export function weightName(weight: number): string {
  return weight >= 0.01 ? weight.toFixed(3) : formatNumber(weight);
}

/** Bytes in kB, MB or GB, with two digits at least. */
export function bytesName(bytes: number): string {
  const [unit, name] = bytes < 1e5 ? [1e3, "kB"] : bytes < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  const value = bytes / unit;
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${name}`;
}
