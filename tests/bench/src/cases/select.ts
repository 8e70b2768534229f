/** The cases of a run. */
import { familyOf, type Case, type Family } from "../../../../www/src/benchmark/case";

const HEADS = 8;
const SIZES = [256, 1024, 2048, 4096];
const WIDTHS = [64, 128];
const CACHES = [1024, 8192];
/** No multiple of a tile in either direction. */
const ODD = { size: 1000, width: 80 };
/** d_model of the usual split into 8 heads of 64. */
const MODEL = 512;
const PROJECTED = [512, 2048];

export interface Selection {
  /** n of full and causal attention; null for the usual ones. */
  readonly sizes: readonly number[] | null;
  /** d of a head; null for the usual ones. */
  readonly widths: readonly number[] | null;
  readonly families: readonly Family[];
  /** The few that show the most. */
  readonly quick: boolean;
}

/** Small ones first. */
export function select({ sizes, widths, families, quick }: Selection): Case[] {
  const chosenSizes = sizes ?? (quick ? SIZES.slice(0, 3) : SIZES);
  const chosenWidths = widths ?? (quick ? WIDTHS.slice(0, 1) : WIDTHS);
  const all: Case[] = [];
  for (const headDim of chosenWidths) {
    for (const causal of [false, true]) all.push(...chosenSizes.map((size) => attention(size, headDim, causal)));
    for (const kvLen of quick ? CACHES.slice(0, 1) : CACHES) all.push({ ...attention(kvLen, headDim, false), qLen: 1 });
  }
  if (sizes === null && widths === null && !quick) all.push(attention(ODD.size, ODD.width, false));
  for (const rows of quick ? PROJECTED.slice(0, 1) : PROJECTED) all.push({ kind: "projection", rows, dIn: MODEL, dOut: MODEL });
  return all.filter((entry) => families.includes(familyOf(entry)));
}

function attention(size: number, headDim: number, causal: boolean) {
  return { kind: "attention", heads: HEADS, qLen: size, kvLen: size, headDim, causal } as const;
}
