/** Where a device is held: in a worker, or on the page's own thread where workers are refused. */
import type { ToServer } from "../messages";
import { sources } from "../files";
import { isElsewhere, throughBlob } from "../elsewhere";
import { trustedAddress } from "../worker-address";
import { checkWebGpu } from "./adapter";
import { GpuError, type GpuFailure } from "./failure";
import type { FromGpu, FromGpuWorker, GpuAbout, GpuStart, Leave, Recall } from "./messages";
import { tellGpuSource } from "./source";
import address from "./gpu-worker?worker&url";

export interface GpuHost {
  readonly about: GpuAbout;
  /** Workers that run for it. */
  readonly workers: 0 | 1;
  /**
   * Sends a copy, but for the buffers that are transferred.
   * @throws DataCloneError when the message holds something that can't be sent.
   */
  post(message: ToServer | Recall | Leave, transfer: Transferable[]): void;
  /** Gives the device back; nothing is answered any more. */
  close(): void;
}

export type GpuListener = (message: FromGpu) => void;

/** Longest wait for a device, in milliseconds: a browser that never answers must not hold up calls. */
const PATIENCE = 20_000;

/**
 * @param half Whether keys and values are to be staged in half precision; `about` tells whether they are.
 * @throws GpuError why there is no device to be had.
 */
export async function openGpu(listener: GpuListener, half: boolean): Promise<GpuHost> {
  // Without it no worker needs to start to find that out.
  checkWebGpu();
  if (typeof Worker !== "function") return openBeside(listener, half);
  try {
    return await openWorker(listener, half);
  } catch (error) {
    // A worker that answered has looked; one that did not start may have been refused.
    if (error instanceof GpuError) throw error;
    return openBeside(listener, half);
  }
}

async function openWorker(listener: GpuListener, half: boolean): Promise<GpuHost> {
  const script = isElsewhere(address) ? await throughBlob(address) : address;
  return new Promise((resolve, reject) => {
    const worker = new Worker(trustedAddress(script), { type: "module", name: "headwise-gpu" });
    let ready = false;
    const end = (error: Error): void => {
      clearTimeout(timer);
      worker.terminate();
      reject(error);
    };
    const timer = setTimeout(() => end(new GpuError({ code: "unavailable", message: "the browser gave no device in time" })), PATIENCE);
    const broke = (message: string): void => {
      // Calls under way went down with the worker's memory.
      const failure: GpuFailure = { code: "unavailable", message };
      if (ready) listener({ type: "gone", failure, crashed: true });
      end(new Error(message));
    };
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      broke(event.message || "the GPU worker's script could not be loaded");
    });
    worker.addEventListener("messageerror", () => broke("a message of the GPU worker could not be read"));
    worker.addEventListener("message", ({ data }: MessageEvent<FromGpuWorker>) => {
      if (data.type === "failed") {
        end(new GpuError(data.failure));
      } else if (data.type === "ready") {
        clearTimeout(timer);
        ready = true;
        resolve({
          about: data.about,
          workers: 1,
          post: (message, transfer) => worker.postMessage(message, transfer),
          close: () => worker.terminate(),
        });
      } else {
        listener(data);
      }
    });
    worker.postMessage({ type: "start", source: sources.gpu, half } satisfies GpuStart, []);
  });
}

/** On this thread: nothing that takes long is computed on it, the device works by itself. */
async function openBeside(listener: GpuListener, half: boolean): Promise<GpuHost> {
  const { openServer } = await import("./open");
  tellGpuSource(sources.gpu);
  let closed = false;
  // Later, as from a worker: an error that a listener throws is not the device's.
  const post = (message: FromGpu): void => queueMicrotask(() => closed || listener(message));
  // Without subgroups: what is asked of adapters here is the page's affair.
  const { server, about } = await openServer(post, false, half);
  return {
    about,
    workers: 0,
    post: (message, transfer) => server.receive(structuredClone(message, { transfer })),
    close: () => {
      closed = true;
      server.close();
    },
  };
}
