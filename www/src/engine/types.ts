/** The engine's public types. Requests and results are generated from the Rust that reads and writes them. */
import type { AttentionRequest as Generated } from "../trace/generated/AttentionRequest";
import type { AttentionResult } from "../trace/generated/AttentionResult";
import type { ExamReport } from "../trace/generated/ExamReport";
import type { ExamRequest } from "../trace/generated/ExamRequest";
import type { HeadsRequest } from "../trace/generated/HeadsRequest";
import type { ModelInfo } from "../trace/generated/ModelInfo";
import type { Reading } from "../trace/generated/Reading";
import type { SentenceRequest } from "../trace/generated/SentenceRequest";
import type { Trace } from "../trace/generated/Trace";

export type { AttentionMask } from "../trace/generated/AttentionMask";
export type { AttentionResult } from "../trace/generated/AttentionResult";
export type { AttentionWindow } from "../trace/generated/AttentionWindow";
export type { ExamReport } from "../trace/generated/ExamReport";
export type { ExamRequest } from "../trace/generated/ExamRequest";
export type { HeadsRequest } from "../trace/generated/HeadsRequest";
export type { ModelInfo } from "../trace/generated/ModelInfo";
export type { Reading } from "../trace/generated/Reading";
export type { ScoreStage } from "../trace/generated/ScoreStage";
export type { SentenceRequest } from "../trace/generated/SentenceRequest";

/** Where a call is computed. */
export type Backend = "webgpu" | "cpu";

/**
 * What keys and values are while the GPU multiplies tiles of them: as they are, or rounded to the 11 bits of an
 * f16 in half the memory. Numbers beyond its range, those above 65504 among them, are not rounded; below 6e-5 it
 * has fewer bits, below 3e-8 none. All sums are f32, and so is everything on the CPU.
 */
export type Precision = "f32" | "f16-staging";

/** An array that stays with the engine between calls: on one backend, in one instance. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly backend: Backend;
  /** Reads it back. Rejects with `tensor-lost` when its instance or device is gone, `tensor-disposed` after `dispose`. */
  read(): Promise<Float32Array>;
  /**
   * Overwrites rows `at ..` of the axis before the last, for every index of the axes before it: `data`
   * is `[..., rows, last]`. A key cache with room grows by this; `kvLengths` says how much is valid.
   */
  write(data: Float32Array, at?: number): Promise<void>;
  /** Frees its memory. Safe twice. */
  dispose(): void;
}

/** What stands for an array in a request. */
export type Operand = Float32Array | Tensor;

/** A request for attention whose q, k and v are of this kind. */
export type AttentionRequest<Of = Float32Array> = Omit<Generated, "q" | "k" | "v"> & {
  /** `[batch, heads, qLen, headDim]`. */
  q: Of;
  /** `[batch, kvHeads, kvLen, headDim]`. */
  k: Of;
  /** `[batch, kvHeads, kvLen, valueDim]`. */
  v: Of;
};

/** `x [rows, dIn] · w [dIn, dOut]` (+ `bias [dOut]`), which is `[rows, dOut]`. */
export interface ProjectRequest<Of = Float32Array> {
  readonly x: Of;
  readonly w: Of;
  readonly bias?: Of | null | undefined;
  readonly rows: number;
  readonly dIn: number;
  readonly dOut: number;
}

/** What attention leaves with the engine. */
export interface KeptAttention {
  /** `[batch, heads, qLen, valueDim]`. */
  readonly out: Tensor;
  /** `[batch, heads, qLen]`. */
  readonly lse: Tensor;
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
  /** The most workers to use; they start with the first problem that is worth sharing out. Default `auto`: the machine's cores, at most 8. */
  readonly threads?: number | "auto";
  /**
   * `main thread` computes on the thread that calls, in slices of some 8 ms: a call waits for no other thread,
   * which can take as long as a step of decoding. For an application that is in a worker itself. `worker`
   * computes nothing on the thread that calls, where there can be a worker. `auto` computes in workers, but
   * steps of decoding and other calls of a few milliseconds over the same tensors on the thread that calls,
   * which then holds copies of these. Default `auto`.
   */
  readonly runsIn?: "auto" | EngineInfo["runsIn"];
  /**
   * When the kernels are fetched: with the engine, or with the first call that needs them, which then rejects
   * where they can't be. Traces need none. Default `now`.
   */
  readonly kernels?: "now" | "later";
  /**
   * `f16-staging` makes attention on the GPU differ by some 1e-3, where the adapter has `shader-f16`; it is
   * never chosen unasked. Decoding and projections stay in f32. Default `f32`.
   */
  readonly precision?: Precision;
}

export interface UploadOptions {
  /** Default: where a large call would run now. */
  readonly backend?: Backend | undefined;
  /** Hand the array over instead of copying it: it is detached. Default false. */
  readonly transfer?: boolean | undefined;
}

export interface EngineInfo {
  /** Where the latest call ran; before any, where a small one would. */
  readonly backend: Backend;
  /** The GPU adapter's name, null on the CPU. */
  readonly adapter: string | null;
  readonly simd: "scalar" | "simd128" | "relaxed";
  /** That of attention on `backend`. */
  readonly precision: Precision;
  /** Workers among which a large problem is shared out. */
  readonly threads: number;
  /** Where calls run, short ones aside: off the main thread, or on it in short slices. */
  readonly runsIn: "worker" | "main thread";
  /** Why something less than what was asked for is in use, else null. */
  readonly fallbackReason: string | null;
}

/** A trained model, as files: GPT-2's, Llama's or Mistral's layout. */
export interface ModelFiles {
  /** The bytes of its `config.json`. */
  readonly config: Uint8Array;
  /** The bytes of its safetensors file. */
  readonly tensors: Uint8Array;
  /** The bytes of its `tokenizer.json`, byte-level BPE; without it a text is words of the built-in language or numbers of tokens. */
  readonly tokenizer?: Uint8Array | null | undefined;
}

/** Which of the two models that an engine keeps: each is loaded, and traced, by this name. */
export type ModelName = "trained" | "own";

export interface ModelOptions extends CallOptions {
  /** Default `trained`. */
  readonly as?: ModelName | undefined;
}

/** What an engine holds now. */
export interface EngineMemory {
  /** Of the instances' own memory, in workers or on the page's thread. */
  readonly cpuBytes: number;
  /** On the device: what tensors hold, and what is kept for those to come. */
  readonly gpuBytes: number;
  /** Tensors that live, on both backends. */
  readonly tensors: number;
  readonly workers: number;
}

/** What a `backendchange` event tells. */
export interface BackendChange {
  readonly backend: Backend;
  readonly adapter: string | null;
  /** As `EngineInfo.fallbackReason`. */
  readonly reason: string | null;
}

/**
 * Every method rejects with an `AttentionError`, and works again after any error but `disposed`. A
 * call in which a tensor takes part runs where the tensor lives; tensors of different backends in one
 * call are refused as `tensor-elsewhere`.
 */
export interface Engine extends EventTarget {
  /** What is in use now; it may change with every call. */
  readonly info: EngineInfo;
  /** Scaled dot-product attention. Arrays are row-major f32. */
  attention(request: AttentionRequest<Operand> & { readonly keep: true }, options?: CallOptions): Promise<KeptAttention>;
  attention(request: AttentionRequest<Operand> & { readonly keep?: false | undefined }, options?: CallOptions): Promise<AttentionResult>;
  /** A matrix product with a bias: what W_Q, W_K, W_V and W_O do to rows. */
  project(request: ProjectRequest<Operand> & { readonly keep: true }, options?: CallOptions): Promise<Tensor>;
  project(request: ProjectRequest<Operand> & { readonly keep?: false | undefined }, options?: CallOptions): Promise<Float32Array>;
  /** A copy of an array that stays with the engine. `data` has as many numbers as `shape` has cells. */
  upload(data: Float32Array, shape: readonly number[], options?: UploadOptions): Promise<Tensor>;
  /** What is held now, as the instances count it. */
  memory(): Promise<EngineMemory>;
  /**
   * Loads the model that traces with `weights: "trained"` (or `"own"`) are of, in place of the one before.
   * Rejects with `bad-model` and the reason, a tensor by its name, when it can't be shown.
   */
  loadModel(files: ModelFiles, options?: ModelOptions): Promise<ModelInfo>;
  /** A sentence through one attention layer, with every tensor on the way. Rejects with `no-model` where none was loaded. */
  trace(request: SentenceRequest, options?: CallOptions): Promise<Trace>;
  /** An exam of a model on held-out texts, with some heads off. Rejects with `bad-model` for other files. */
  exam(files: ModelFiles, request: ExamRequest, options?: CallOptions): Promise<ExamReport>;
  /** One text through all heads of a model. Rejects with `bad-model` for other files, `empty-text` for no words. */
  readHeads(files: ModelFiles, request: HeadsRequest, options?: CallOptions): Promise<Reading>;
  /** Told whenever `info.backend` or `info.fallbackReason` has changed. */
  addEventListener(type: "backendchange", listener: (event: CustomEvent<BackendChange>) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(...listening: Parameters<EventTarget["addEventListener"]>): void;
  removeEventListener(type: "backendchange", listener: (event: CustomEvent<BackendChange>) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(...listening: Parameters<EventTarget["removeEventListener"]>): void;
  /** Ends the workers and gives the device back. Calls in flight reject with code `disposed`. */
  dispose(): void;
}
