/** Why WebGPU can't be used, or why a call on it did not succeed. */
import { engineError, type AttentionError, type EngineCode, type ErrorFields } from "../errors";

export interface GpuFailure {
  readonly code: GpuCode;
  readonly message: string;
}

/** The device's own codes, and those of what is around it. */
const CODES = [
  "no-webgpu", "no-adapter", "no-device", "limits-too-low", "validation", "out-of-memory", "device-lost", "internal",
  /** The package trapped: none of its state may be used again. */
  "panicked",
  /** The package or its worker could not be started. */
  "unavailable",
] as const;

export type GpuCode = (typeof CODES)[number];

/** A failure that breaks off whatever waits for the GPU. */
export class GpuError extends Error {
  constructor(readonly failure: GpuFailure) {
    super(failure.message);
    this.name = "GpuError";
  }
}

/** The failure of the device behind an error of the package, or null: then the request itself was refused. */
export function deviceFailure({ code, message }: ErrorFields): GpuFailure | null {
  const known = CODES.find((own) => own === code);
  return known ? { code: known, message } : null;
}

/** The failure behind anything thrown while the GPU was opened. */
export function openingFailure(error: unknown): GpuFailure {
  if (error instanceof GpuError) return error.failure;
  return { code: "unavailable", message: error instanceof Error ? error.message : String(error) };
}

/** The error of a call that cannot be finished elsewhere, because a tensor on the device takes part in it. */
export function callError({ code, message }: GpuFailure, operation: string): AttentionError {
  const own: EngineCode = code === "device-lost" || code === "out-of-memory" || code === "limits-too-low" ? code : "gpu-failed";
  return engineError(own, operation, message);
}

/** Whether the device, and every tensor on it, is gone. */
export function isFatal({ code }: GpuFailure): boolean {
  return code === "device-lost" || code === "panicked" || code === "unavailable";
}

/** A sentence for `fallbackReason`. */
export function reasonOf({ code, message }: GpuFailure): string {
  return code === "no-webgpu" ? message : `WebGPU failed (${code}): ${message}`;
}
