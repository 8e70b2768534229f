/** Starting an engine. */
import { Client } from "./client";
import { exposeTestHooks } from "./test-hooks";
import type { Engine, EngineOptions } from "./types";

/**
 * Starts an engine: a worker with the WebAssembly module, or the calling thread where no worker
 * can be. `info` tells what is in use.
 * @throws AttentionError `no-webassembly`, or `engine-unavailable` when the module can't be loaded.
 */
export async function createEngine({ backend = "auto", threads = "auto" }: EngineOptions = {}): Promise<Engine> {
  const short: string[] = [];
  if (backend === "webgpu") short.push("this build has no WebGPU kernels");
  if (typeof threads === "number" && threads > 1) short.push("this build computes on one thread");
  const client = new Client(short);
  await client.start();
  if (import.meta.env.MODE === "test-hooks") exposeTestHooks(client);
  return client;
}
