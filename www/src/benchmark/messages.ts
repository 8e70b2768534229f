/** What passes between the page and the worker in which the benchmark runs. */
import type { Machine, Measurement } from "./report";
import type { Pace, Selection } from "./selection";

/** The one message to the worker; to stop it is to end it. */
export interface Begin {
  readonly selection: Selection;
  readonly pace: Pace;
}

export type FromBenchmark =
  | { readonly type: "machine"; readonly machine: Machine }
  | { readonly type: "progress"; readonly share: number; readonly what: string }
  | { readonly type: "measured"; readonly measurement: Measurement }
  | { readonly type: "complete" }
  | { readonly type: "broken"; readonly reason: string };
