/** The engine's public types. Requests and results are generated from the Rust that reads and writes them. */
import type { AttentionRequest } from "../trace/generated/AttentionRequest";
import type { AttentionResult } from "../trace/generated/AttentionResult";
import type { SentenceRequest } from "../trace/generated/SentenceRequest";
import type { Trace } from "../trace/generated/Trace";

export type { AttentionMask } from "../trace/generated/AttentionMask";
export type { AttentionRequest } from "../trace/generated/AttentionRequest";
export type { AttentionResult } from "../trace/generated/AttentionResult";
export type { AttentionWindow } from "../trace/generated/AttentionWindow";
export type { ScoreStage } from "../trace/generated/ScoreStage";
export type { SentenceRequest } from "../trace/generated/SentenceRequest";

export interface CallOptions {
  /** Aborting it rejects the call with code `cancelled` and stops the work. */
  readonly signal?: AbortSignal | undefined;
  /** Told the share that is done, rising from 0 to 1, at most about twenty times a second. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Hand the request's arrays over instead of copying them: they are detached. Default false. */
  readonly transfer?: boolean | undefined;
}

export interface EngineOptions {
  /** `auto` takes the fastest backend that there is. Default `auto`. */
  readonly backend?: "auto" | "webgpu" | "cpu";
  /** The most workers to use; they start with the first problem that is worth sharing out. Default `auto`: the machine's cores, at most 8. */
  readonly threads?: number | "auto";
}

export interface EngineInfo {
  readonly backend: "webgpu" | "cpu";
  /** The GPU adapter's name, null on the CPU. */
  readonly adapter: string | null;
  readonly simd: "scalar" | "simd128" | "relaxed";
  /** Workers among which a large problem is shared out. */
  readonly threads: number;
  /** Where calls run: off the main thread, or on it in short slices. */
  readonly runsIn: "worker" | "main thread";
  /** Why something less than what was asked for is in use, else null. */
  readonly fallbackReason: string | null;
}

/** Every method rejects with an `AttentionError`, and works again after any error but `disposed`. */
export interface Engine {
  /** What is in use now; it may change when the engine has to be rebuilt. */
  readonly info: EngineInfo;
  /** Scaled dot-product attention. Arrays are row-major f32. */
  attention(request: AttentionRequest, options?: CallOptions): Promise<AttentionResult>;
  /** A sentence through one attention layer, with every tensor on the way. */
  trace(request: SentenceRequest, options?: CallOptions): Promise<Trace>;
  /** Ends the workers. Calls in flight reject with code `disposed`. */
  dispose(): void;
}
