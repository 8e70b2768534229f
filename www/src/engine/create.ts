/** Starting an engine. */
import { Client } from "./client";
import { engineError } from "./errors";
import type { Simd } from "./simd";
import { exposeTestHooks } from "./test-hooks";
import type { Engine, EngineOptions } from "./types";

/** More workers than this each get too little of a problem that fits a page. */
const MOST_THREADS = 8;

/**
 * Starts an engine: workers with the WebAssembly module, or the calling thread where no worker
 * can be. The package for the GPU is loaded when it is first of use, with `webgpu` at once. `info`
 * tells what is in use.
 * @throws AttentionError `no-webassembly`, `engine-unavailable` when the module can't be loaded, or
 *   `bad-request` when `threads` is not a number of workers, or `runsIn` or `precision` is none.
 */
export function createEngine(options: EngineOptions = {}): Promise<Engine> {
  return startEngine(options, null);
}

/** As `createEngine`, on a build of the module that a test or a measurement names. */
export async function startEngine(options: EngineOptions, simd: Simd | null): Promise<Engine> {
  const { backend = "auto", threads = "auto", runsIn = "auto", kernels = "now", precision = "f32" } = options;
  if (threads !== "auto" && !(Number.isSafeInteger(threads) && threads >= 1)) {
    throw engineError("bad-request", "createEngine", `threads must be "auto" or a whole number from 1, not ${String(threads)}`);
  }
  if (precision !== "f32" && precision !== "f16-staging") {
    throw engineError("bad-request", "createEngine", `precision must be "f32" or "f16-staging", not ${String(precision)}`);
  }
  if (runsIn !== "auto" && runsIn !== "worker" && runsIn !== "main thread") {
    throw engineError("bad-request", "createEngine", `runsIn must be "auto", "worker" or "main thread", not ${String(runsIn)}`);
  }
  const client = new Client(backend, { threads: threads === "auto" ? cores() : threads, simd, later: kernels === "later", runsIn }, precision);
  await client.start();
  if (import.meta.env.MODE === "test-hooks") exposeTestHooks(client);
  return client;
}

function cores(): number {
  const known = typeof navigator === "object" ? navigator.hardwareConcurrency : 1;
  return Math.max(1, Math.min(MOST_THREADS, known || 1));
}
