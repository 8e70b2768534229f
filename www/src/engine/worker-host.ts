/** Runs an instance in a module worker. */
import type { About } from "../trace/generated/About";
import type { Listener } from "./host";
import type { FromWorker, Start, ToServer } from "./messages";
import { isElsewhere, throughBlob } from "./elsewhere";
import { sources } from "./files";
import address from "./worker?worker&url";
import { trustedAddress } from "./worker-address";

/** A worker that is ready. */
export interface OpenWorker {
  readonly about: Pick<About, "simd">;
  /** What it runs, for other workers to start from; null where it loads that later. */
  readonly module: WebAssembly.Module | null;
  /**
   * Sends a copy, but for the buffers that are transferred.
   * @throws DataCloneError when the message holds something that can't be sent.
   */
  post(message: ToServer, transfer: Transferable[]): void;
  close(): void;
}

/**
 * Rejects when the worker can't be started: refused by the page's policy, unknown to the browser, not
 * loaded, or closed by the signal before it was ready.
 */
export async function openWorker(listener: Listener, start: Omit<Start, "type" | "sources">, signal?: AbortSignal): Promise<OpenWorker> {
  const script = isElsewhere(address) ? await throughBlob(address) : address;
  return new Promise((resolve, reject) => {
    const worker = new Worker(trustedAddress(script), { type: "module", name: "headwise" });
    let ready = false;
    let ended = false;
    const end = (message: string): void => {
      // A worker may report several errors; only the first is news.
      if (ended) return;
      ended = true;
      worker.terminate();
      if (ready) listener.lost(message);
      else reject(new Error(message));
    };
    const closed = (): void => void (ready || end("it was closed"));
    signal?.addEventListener("abort", closed);
    if (signal?.aborted) closed();
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      end(event.message || "its script could not be loaded");
    });
    worker.addEventListener("messageerror", () => end("a message could not be read"));
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === "failed") {
        end(data.message);
      } else if (data.type === "ready") {
        ready = true;
        resolve({
          about: data.about,
          module: data.module,
          post: (message, transfer) => worker.postMessage(message, transfer),
          close: () => worker.terminate(),
        });
      } else {
        listener.message(data);
      }
    });
    worker.postMessage({ type: "start", ...start, sources }, []);
  });
}
