/** What passes between the engine and the instance that computes for it, in a worker or beside it. */
import type { About } from "../trace/generated/About";
import type { ErrorFields } from "./errors";
import type { Simd } from "./simd";
import type { Sources } from "./sources";
import type { AttentionRequest, ExamRequest, HeadsRequest, ModelFiles, ModelName, ProjectRequest, SentenceRequest } from "./types";

/** A tensor that lives in the instance, by the id that the client chose; ids are unique in a page. */
export interface TensorRef {
  readonly tensor: number;
}

export type WireOperand = Float32Array | TensorRef;

/** Ids under which results stay with the instance. */
export interface KeptIds {
  readonly out: number;
  readonly lse: number;
}

/** What the instance itself counts. */
export interface InstanceMemory {
  /** What its tensors take, copies packed for the kernels among them. */
  readonly cpuBytes: number;
  /** On the device; 0 for an instance without one. */
  readonly gpuBytes: number;
  readonly tensors: number;
}

/** One piece of work. `panic` breaks the instance on purpose and exists in builds with test hooks only. */
export type Work =
  /** Answered by `{ out, lse, scores? }`, or by nothing where the results are kept. `out` is in `room` where that is given and long enough. */
  | { readonly kind: "attention"; readonly request: AttentionRequest<WireOperand>; readonly keep: KeptIds | null; readonly room?: Float32Array | undefined }
  /** Answered by a `Float32Array`, in `room` where that is given and long enough, or by nothing where the result is kept. */
  | { readonly kind: "project"; readonly request: ProjectRequest<WireOperand>; readonly keep: number | null; readonly room?: Float32Array | undefined }
  | { readonly kind: "upload"; readonly tensor: number; readonly data: Float32Array; readonly shape: readonly number[] }
  /** Answered by a `Float32Array`. */
  | { readonly kind: "read"; readonly tensor: number }
  | { readonly kind: "write"; readonly tensor: number; readonly data: Float32Array; readonly at: number }
  /** Unknown ids are nothing to complain about: what kept the tensor may have failed. */
  | { readonly kind: "release"; readonly tensor: number }
  /** Answered by `InstanceMemory`. */
  | { readonly kind: "memory" }
  | { readonly kind: "trace"; readonly request: SentenceRequest }
  /** Answered by `ModelInfo`. */
  | { readonly kind: "loadModel"; readonly files: ModelFiles; readonly as: ModelName }
  /** Answered by `ExamReport`. */
  | { readonly kind: "exam"; readonly files: ModelFiles; readonly request: ExamRequest }
  /** Answered by `Reading`. */
  | { readonly kind: "readHeads"; readonly files: ModelFiles; readonly request: HeadsRequest }
  | { readonly kind: "panic" };

/** Whether a trace is of a model that was loaded. */
export function readsModel({ weights = "drawn" }: SentenceRequest): boolean {
  return weights !== "drawn";
}

/** A request that is arrays alone, or null where it names tensors. */
export function arraysOf(request: AttentionRequest<WireOperand>): AttentionRequest | null {
  const { q, k, v } = request;
  return isTensor(q) || isTensor(k) || isTensor(v) ? null : { ...request, q, k, v };
}

/** Callers without a type checker may give anything else: whoever computes refuses that. */
export function isTensor(operand: WireOperand | null | undefined): operand is TensorRef {
  return typeof operand === "object" && operand !== null && "tensor" in operand;
}

export type ToServer<W = Work> =
  /** Buffers of work that is lent go back with the result. */
  | { readonly type: "call"; readonly id: number; readonly work: W; readonly lent?: boolean }
  | { readonly type: "cancel"; readonly id: number };

/** The first message to a worker: which build it runs. */
export interface Start {
  readonly type: "start";
  /** Null: the fastest that the machine can run. */
  readonly simd: Simd | null;
  /** The module as another worker compiled it; null: the worker fetches it. */
  readonly module: WebAssembly.Module | null;
  /** Whether the kernels are loaded with the first call that needs them, instead of now. */
  readonly later: boolean;
  readonly sources: Sources;
}

/** Answers to calls. */
export type FromServer =
  | { readonly type: "progress"; readonly id: number; readonly share: number }
  | { readonly type: "result"; readonly id: number; readonly value: unknown; readonly spent?: readonly ArrayBuffer[] }
  /** The request was refused; the instance is as good as before. */
  | { readonly type: "refused"; readonly id: number; readonly error: ErrorFields }
  /** The instance broke down on this call and has been replaced; calls behind it are not affected. */
  | { readonly type: "panicked"; readonly id: number; readonly message: string }
  /** The instance broke down and could not be replaced: nothing is answered any more. */
  | { readonly type: "lost"; readonly id: number; readonly message: string };

/** How a worker reports its start; answers to calls follow a `ready`. */
export type FromWorker =
  | FromServer
  | { readonly type: "ready"; readonly about: Pick<About, "simd">; readonly module: WebAssembly.Module | null }
  | { readonly type: "failed"; readonly message: string };

/** The buffers of all typed arrays in a value, each once: what can be transferred with it. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  collect(value, buffers);
  return [...buffers];
}

function collect(value: unknown, buffers: Set<ArrayBuffer>): void {
  if (typeof value !== "object" || value === null) return;
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
    return;
  }
  for (const part of Object.values(value)) collect(part, buffers);
}
