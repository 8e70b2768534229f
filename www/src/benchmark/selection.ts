/** Which cases a reader's run has. */
import type { AttentionCase, Family } from "./case";

export type Kind = Exclude<Family, "projection">;
export type Preset = "quick" | "full";

export interface Selection {
  readonly kinds: readonly Kind[];
  /** n of full and causal attention. */
  readonly sizes: readonly number[];
  /** Keys that one query meets in decoding. */
  readonly caches: readonly number[];
  /** d of a head. */
  readonly widths: readonly number[];
}

/** All that can be chosen: the bench's cases, and one size between its first two. */
export const everything: Selection = {
  kinds: ["full", "causal", "decode"],
  sizes: [256, 512, 1024, 2048, 4096],
  caches: [1024, 8192],
  widths: [64, 128],
};

export const presets: Readonly<Record<Preset, Selection>> = {
  quick: { ...everything, sizes: [256, 512, 1024, 2048], widths: [64] },
  full: everything,
};

/** How thoroughly a case is measured. */
export interface Pace {
  /** Milliseconds of runs before any counts. */
  readonly warmUp: number;
  /** Turns that each contestant gets in a case; one sample is taken in each. */
  readonly rounds: number;
  /** Milliseconds that the samples of one contestant may take in all; three are taken whatever they take. */
  readonly budget: number;
  /** A run that is expected to take longer, in milliseconds, is left out. */
  readonly longest: number;
}

export const paces: Readonly<Record<Preset, Pace>> = {
  quick: { warmUp: 60, rounds: 5, budget: 700, longest: 1200 },
  full: { warmUp: 200, rounds: 9, budget: 2500, longest: 4000 },
};

const HEADS = 8;

/** Small ones first within a kind, so that what is too slow is known before it is begun. */
export function casesOf({ kinds, sizes, caches, widths }: Selection): AttentionCase[] {
  const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
  return ascending(widths).flatMap((headDim) =>
    everything.kinds.filter((kind) => kinds.includes(kind)).flatMap((kind) =>
      ascending(kind === "decode" ? caches : sizes).map((size): AttentionCase => ({
        kind: "attention", heads: HEADS, qLen: kind === "decode" ? 1 : size, kvLen: size, headDim, causal: kind === "causal",
      }))));
}
