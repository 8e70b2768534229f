/** What the bench asks of an engine: to take a problem, and to solve it again and again. */
import type { Problem } from "../../../../www/src/benchmark/problem";
import type { Lanes } from "../limit/module";

/**
 * An engine that holds one problem. `run` begins with arrays that JavaScript owns and ends with
 * one: every copy into the engine and out of it counts. Only the weights of a projection, and the
 * keys and values of a decode, stay with an engine that can keep them: onnxruntime-web can't on
 * WebAssembly, where its session copies every tensor in.
 */
export interface Engine {
  readonly version: string;
  /** What is in use, as it matters for speed: lanes, threads, adapter. */
  readonly details: string;
  /** The limit to compare with; null where none was measured for it. */
  readonly lanes: Lanes | null;
  /** How `run` lays out attention: `[heads, len, d]` or `[len, heads * d]`. */
  readonly layout: "heads-first" | "length-first";
  run(): Promise<Float32Array>;
  dispose(): void;
}

/** @throws Unavailable when this engine can't take the problem here; any other error is a failure. */
export type Setup = (problem: Problem) => Promise<Engine>;

/** A reason, in words, why there is nothing to measure. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
