/** Where instances live: what the client needs of workers or of the page itself. */
import type { About } from "../trace/generated/About";
import { engineError, messageOf } from "./errors";
import type { FromServer, ToServer } from "./messages";
import { openPool } from "./pool";
import type { Simd } from "./simd";

/** What is asked of a host. */
export interface HostOptions {
  /** The most workers that it may use. */
  readonly threads: number;
  /** The build to run; null: the fastest that the machine can run. */
  readonly simd: Simd | null;
  /** Whether kernels are loaded with the first call that needs them. Default: at once. */
  readonly later?: boolean;
  /** Where calls should be computed. Default: in workers, but for short ones over tensors. */
  readonly runsIn?: "auto" | Host["runsIn"];
  /** The module of that build where it is compiled already. */
  readonly module?: WebAssembly.Module | null | undefined;
}

export interface Host {
  readonly about: Pick<About, "simd">;
  readonly runsIn: "worker" | "main thread";
  /** Workers that share out large problems; 1 on the main thread. */
  readonly threads: number;
  /** Workers that run now. */
  readonly workers: number;
  /** Why it is not a worker, else null. */
  readonly fallbackReason: string | null;
  /**
   * Sends a copy, but for the buffers that are transferred.
   * @throws DataCloneError when the message holds something that can't be sent.
   */
  post(message: ToServer, transfer: Transferable[]): void;
  /** Ends its instances; nothing is answered any more. */
  close(): void;
}

export interface Listener {
  message(message: FromServer): void;
  /** The host is gone, with all its calls. */
  lost(message: string): void;
}

/**
 * Workers where there can be any and none other was asked for, else the thread that calls.
 * @throws AttentionError `no-webassembly`, or `engine-unavailable` when the module can't be loaded.
 */
export async function openHost(listener: Listener, options: HostOptions): Promise<Host> {
  if (typeof WebAssembly !== "object") {
    throw engineError("no-webassembly", "createEngine", "this environment has no WebAssembly");
  }
  const wanted = options.runsIn === "main thread";
  let reason = wanted ? null : "there are no web workers here";
  if (!wanted && typeof Worker === "function") {
    try {
      return await openPool(listener, options);
    } catch (error) {
      reason = `the worker did not start: ${messageOf(error)}`;
    }
  }
  try {
    // Fetched only when it is needed: with a worker the page itself loads no WebAssembly.
    const { openInline } = await import("./inline");
    return await openInline(listener, reason, options);
  } catch (error) {
    const message = `the WebAssembly module could not be loaded: ${messageOf(error)}`;
    throw engineError("engine-unavailable", "createEngine", message, error);
  }
}
