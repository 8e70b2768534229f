/** Runs the instance in a module worker. */
import type { Host, Listener } from "./host";
import type { FromWorker } from "./messages";
import { workerAddress } from "./worker-address";

/** Rejects when the worker can't be started: refused by the page's policy, unknown to the browser, not loaded. */
export function openWorker(listener: Listener): Promise<Host> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerAddress(), { type: "module", name: "headwise" });
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
          runsIn: "worker",
          fallbackReason: null,
          post: (message, transfer) => worker.postMessage(message, transfer),
          close: () => worker.terminate(),
        });
      } else {
        listener.message(data);
      }
    });
  });
}
