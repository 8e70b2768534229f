/** One figure of the sheet: what it is, the formula that gives it, the numbers in it, and who says so. */
import type { CostSheet } from "../../../trace/generated/CostSheet";
import type { Values } from "../numbers";
import type { Sizes } from "../sizes";

/** The formula with the numbers of one case. */
export interface Line {
  /** Which case; empty where there is only one. */
  readonly label: string;
  /** A key of formulas.json; null where the figure has no formula of its own. */
  readonly formula: string | null;
  readonly values: Values;
  /** What the engine counted. */
  readonly result: number;
  /** The same in three digits, with its unit. */
  readonly shown: string;
  /** Of the result in full. */
  readonly unit: string;
}

export interface Figure {
  /** The name of its symbol: where other formulas have it, it lights. */
  readonly name: string;
  readonly title: string;
  /** What is counted, and what is not. */
  readonly note: string;
  /** Where the formula or the idea is printed. */
  readonly source: string;
  readonly lines: readonly Line[];
}

/** What figures are made from. All results are the engine's. */
export interface Facts {
  readonly sheet: CostSheet;
  readonly sizes: Sizes;
  readonly tokens: number;
  readonly batch: number;
  readonly devices: number;
  /** Bytes of a weight and of a cached number. */
  readonly weightBytes: number;
  readonly cacheBytes: number;
  /** Of one machine: bytes, bytes a second, operations a second. */
  readonly memory: number;
  readonly bandwidth: number;
  readonly peak: number;
}

/** A key of formulas.json from its parts; those that are false are left out. */
export function keyOf(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(".");
}
