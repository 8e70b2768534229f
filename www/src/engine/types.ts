/** The engine's public types. Arrays are row-major f32. */
import type { Trace } from "../trace/generated/Trace";

/** Which scores to return beside the output: ONNX's four stages of `q kᵀ`. */
export type ScoreStage = "scaled" | "capped" | "masked" | "weights";

/** A mask that broadcasts to `[batch, heads, qLen, kvLen]`; 1 (or true) means that the key is seen. */
export type Mask =
  | { readonly kind: "boolean"; readonly data: Uint8Array; readonly shape: readonly number[] }
  | { readonly kind: "additive"; readonly data: Float32Array; readonly shape: readonly number[] };

/** Scaled dot-product attention: `softmax(q kᵀ · scale + mask) v`. */
export interface AttentionRequest {
  /** `[batch, heads, qLen, headDim]`. */
  readonly q: Float32Array;
  /** `[batch, kvHeads, kvLen, headDim]`. */
  readonly k: Float32Array;
  /** `[batch, kvHeads, kvLen, valueDim]`. */
  readonly v: Float32Array;
  /** Default 1. */
  readonly batch?: number;
  readonly heads: number;
  /** Divides `heads`. Default `heads`. */
  readonly kvHeads?: number;
  readonly qLen: number;
  /** Default `qLen`. */
  readonly kvLen?: number;
  readonly headDim: number;
  /** Default `headDim`. */
  readonly valueDim?: number;
  /** A query sees no key after its own position. Default false. */
  readonly causal?: boolean;
  /** Position of query 0 among the keys, one for all or one per batch entry. Default kvLen - qLen. */
  readonly offset?: readonly number[];
  /** Keys seen before and after the query's position; null leaves a side open. */
  readonly window?: { readonly left?: number | null; readonly right?: number | null };
  /** First keys that the window's left bound does not hide. Default 0. */
  readonly sinks?: number;
  readonly mask?: Mask | null;
  /** Keys that are not padding, one per batch entry. */
  readonly kvLengths?: readonly number[];
  /** Default 1 / sqrt(headDim). */
  readonly scale?: number;
  /** c > 0 turns scores into c tanh(score / c). */
  readonly softcap?: number;
  readonly scores?: ScoreStage | null;
}

export interface AttentionResult {
  /** `[batch, heads, qLen, valueDim]`. */
  readonly out: Float32Array;
  /** Log-sum-exp of each row, `[batch, heads, qLen]`; minus infinity where every key is masked. */
  readonly lse: Float32Array;
  /** `[batch, heads, qLen, kvLen]` at the stage that was asked for. */
  readonly scores?: Float32Array;
}

/** A sentence through one attention layer with seeded embeddings and weights. */
export interface TraceRequest {
  /** At most 64 words are read. */
  readonly text: string;
  /** Divides `dModel`. */
  readonly heads: number;
  /** Divides `heads`. */
  readonly kvHeads: number;
  readonly dModel: number;
  readonly causal: boolean;
  /** Divides the scale of the scores. Default 1. */
  readonly temperature?: number;
  readonly seed: number;
  /** Heads whose output is left out of the concatenation, counted from 0. Default none. */
  readonly headsOff?: readonly number[];
}

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
  /** Workers to use. Default `auto`. */
  readonly threads?: number | "auto";
}

export interface EngineInfo {
  readonly backend: "webgpu" | "cpu";
  /** The GPU adapter's name, null on the CPU. */
  readonly adapter: string | null;
  readonly simd: "scalar" | "simd128" | "relaxed";
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
  attention(request: AttentionRequest, options?: CallOptions): Promise<AttentionResult>;
  trace(request: TraceRequest, options?: CallOptions): Promise<Trace>;
  /** Ends the worker. Calls in flight reject with code `disposed`. */
  dispose(): void;
}
