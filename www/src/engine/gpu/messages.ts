/** What passes between the client and whoever holds the device, in a worker or beside it. */
import type { FromServer, Work } from "../messages";
import type { Source } from "../sources";
import type { GpuFailure } from "./failure";

/** The number of the fastest tile for heads of some widths, on one adapter. */
export interface Tuning {
  readonly headDim: number;
  readonly valueDim: number;
  readonly tile: number;
}

/** What a device was told before its calls, so that it does not measure it again. */
export interface Recall {
  readonly type: "recall";
  readonly tunings: readonly Tuning[];
}

/** The last message to a device that is gone: every call that was sent before it has come back when `left` is told. */
export interface Leave {
  readonly type: "leave";
}

/** Answers to calls. After `gone` calls only come back. */
export type FromGpu =
  | Extract<FromServer, { type: "result" | "refused" }>
  /** The device could not do it: the work, with its arrays, for whoever can. */
  | { readonly type: "returned"; readonly id: number; readonly work: Work; readonly failure: GpuFailure }
  /** A tile was found to be the fastest for heads of these widths: worth keeping for the next device. */
  | { readonly type: "tuned"; readonly tuning: Tuning }
  /** The device is lost or the package broke down, with all tensors. Calls come back, unless the worker crashed with them. */
  | { readonly type: "gone"; readonly failure: GpuFailure; readonly crashed: boolean }
  /** The answer to {@link Leave}. */
  | { readonly type: "left" };

/** What is known of a device that is there. */
export interface GpuAbout {
  readonly adapter: string;
  /** Whether it is known to compute on the CPU. */
  readonly software: boolean;
  /** Whether it stages keys and values in half precision. */
  readonly half: boolean;
  readonly version: string;
}

/** How a worker reports its start; answers to calls follow a `ready`. */
export type FromGpuWorker =
  | FromGpu
  | { readonly type: "ready"; readonly about: GpuAbout }
  | { readonly type: "failed"; readonly failure: GpuFailure };

/** The first message to a worker. */
export interface GpuStart {
  readonly type: "start";
  readonly source: Source | null;
  /** Whether half precision is asked for. */
  readonly half: boolean;
}
