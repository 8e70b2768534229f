/** The one error of the engine, and how it crosses from the worker. */

/** What an {@link AttentionError} holds, as plain data. */
export interface ErrorFields {
  readonly code: string;
  readonly operation: string;
  readonly message: string;
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Codes that the engine itself gives; those of refused requests come from the core, such as `shape-mismatch`. */
export type EngineCode =
  /** The caller's signal was aborted. */
  | "cancelled"
  /** The engine was disposed. */
  | "disposed"
  /** The computation broke down on this request; the engine was rebuilt. */
  | "engine-panicked"
  /** Another request broke the engine while this one was under way; asking again is safe. */
  | "engine-restarted"
  /** The WebAssembly module could not be fetched or compiled. */
  | "engine-unavailable"
  /** There is no WebAssembly here. */
  | "no-webassembly"
  /** The request is not made of plain values and typed arrays. */
  | "bad-request"
  /** The instance or the device that held the tensor is gone. */
  | "tensor-lost"
  /** The tensor was disposed. */
  | "tensor-disposed"
  /** The tensors of a call live on different backends, or with another engine. */
  | "tensor-elsewhere"
  /** There is no WebGPU, or no adapter, or no device to be had from it. */
  | "no-webgpu"
  /** The device was lost while tensors on it took part in the call. */
  | "device-lost"
  /** The device has no memory left for a call in which tensors on it take part. */
  | "out-of-memory"
  /** A call in which tensors on the device take part is larger than the device takes. */
  | "limits-too-low"
  /** The device refused a shader or a command of a call in which tensors on it take part. */
  | "gpu-failed";

/**
 * Why a call was refused or broke off. `code` is stable; `operation` is what was attempted;
 * `left` and `right` are the two shapes that disagree, empty where no shapes are at fault.
 * Its `name` is `AbortError` when the caller cancelled, as fetch does.
 */
export class AttentionError extends Error {
  readonly code: string;
  readonly operation: string;
  readonly left: readonly number[];
  readonly right: readonly number[];

  constructor(fields: ErrorFields, options?: ErrorOptions) {
    super(fields.message, options);
    this.name = fields.code === "cancelled" ? "AbortError" : "AttentionError";
    this.code = fields.code;
    this.operation = fields.operation;
    this.left = fields.left;
    this.right = fields.right;
  }
}

/** An error of the engine itself, about no shapes. */
export function engineError(code: EngineCode, operation: string, message: string, cause?: unknown): AttentionError {
  return new AttentionError({ code, operation, message, left: [], right: [] }, { cause });
}

/** The fields of an error that the core threw on purpose, or null: then the instance broke down. */
export function refusal(error: unknown): ErrorFields | null {
  if (!(error instanceof Error) || error.name !== "AttentionError") return null;
  const { code, operation, left, right } = error as Error & Partial<Record<keyof ErrorFields, unknown>>;
  return {
    code: typeof code === "string" ? code : "unknown",
    operation: typeof operation === "string" ? operation : "",
    message: error.message,
    left: sizes(left),
    right: sizes(right),
  };
}

/** What is known of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sizes(list: unknown): number[] {
  return Array.isArray(list) ? list.map(Number) : [];
}
