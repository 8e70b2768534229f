/** What a run finds out: plain data, as the page shows it and as it is copied. */
import type { AttentionCase, Rate } from "./case";
import type { Pace, Selection } from "./selection";

export type ContestantId = "javascript" | "cpu-1" | "cpu" | "webgpu";

/** In the order in which they are shown, slowest first as a rule. */
export const contestants: readonly ContestantId[] = ["javascript", "cpu-1", "cpu", "webgpu"];

export interface Entrant {
  readonly id: ContestantId;
  /** What it runs on, such as `relaxed, 8 threads`; why it is not there when it is not. */
  readonly details: string;
  readonly available: boolean;
  /** A GPU that is emulated in software. */
  readonly emulated: boolean;
}

export interface Machine {
  readonly browser: string;
  readonly system: string;
  /** Logical processors, as the browser tells. */
  readonly processors: number;
  readonly entrants: readonly Entrant[];
}

export type Measurement = {
  readonly case: AttentionCase;
  readonly contestant: ContestantId;
} & (
  | {
      /** Wrong: further from float64 than rounding explains. */
      readonly status: "right" | "wrong";
      /** Milliseconds a run, one for each sample. */
      readonly samples: readonly number[];
      readonly median: number;
      /** Half the distance of the quartiles, relative to the median. */
      readonly scatter: number;
      readonly rate: Rate;
      /** Largest difference from float64 in the rows that were checked; null when a value was not finite. */
      readonly error: number | null;
    }
  | { readonly status: "skipped" | "failed"; readonly reason: string }
);

export type Measured = Extract<Measurement, { readonly samples: readonly number[] }>;

export function isMeasured(measurement: Measurement): measurement is Measured {
  return measurement.status === "right" || measurement.status === "wrong";
}

/** A whole run. */
export interface Report {
  readonly format: "headwise-speed";
  readonly version: 1;
  /** ISO 8601. */
  readonly begun: string;
  readonly selection: Selection;
  readonly pace: Pace;
  /** Null until the contestants are known. */
  readonly machine: Machine | null;
  readonly measurements: readonly Measurement[];
  /** False while it runs and when it was stopped. */
  readonly complete: boolean;
  /** Whether the page was out of sight meanwhile, when browsers slow it down. */
  readonly hidden: boolean;
}
