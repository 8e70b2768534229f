/** What passes between the engine and the instance that computes for it, in a worker or beside it. */
import type { About } from "../trace/generated/About";
import type { ErrorFields } from "./errors";
import type { Simd } from "./simd";
import type { AttentionRequest, SentenceRequest } from "./types";

/** One piece of work. `panic` breaks the instance on purpose and exists in builds with test hooks only. */
export type Work =
  | { readonly kind: "attention"; readonly request: AttentionRequest }
  | { readonly kind: "trace"; readonly request: SentenceRequest }
  | { readonly kind: "panic" };

export type ToServer =
  | { readonly type: "call"; readonly id: number; readonly work: Work }
  | { readonly type: "cancel"; readonly id: number };

/** The first message to a worker: which build it runs. */
export interface Start {
  readonly type: "start";
  /** Null: the fastest that the machine can run. */
  readonly simd: Simd | null;
  /** The module as another worker compiled it; null: the worker fetches it. */
  readonly module: WebAssembly.Module | null;
}

/** Answers to calls. */
export type FromServer =
  | { readonly type: "progress"; readonly id: number; readonly share: number }
  | { readonly type: "result"; readonly id: number; readonly value: unknown }
  /** The request was refused; the instance is as good as before. */
  | { readonly type: "refused"; readonly id: number; readonly error: ErrorFields }
  /** The instance broke down on this call and has been replaced; calls behind it are not affected. */
  | { readonly type: "panicked"; readonly id: number; readonly message: string }
  /** The instance broke down and could not be replaced: nothing is answered any more. */
  | { readonly type: "lost"; readonly id: number; readonly message: string };

/** How a worker reports its start; answers to calls follow a `ready`. */
export type FromWorker =
  | FromServer
  | { readonly type: "ready"; readonly about: About; readonly module: WebAssembly.Module }
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
