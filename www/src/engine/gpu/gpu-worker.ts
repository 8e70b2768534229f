/** The GPU worker's script: one device, answering messages. */
import type { ToServer } from "../messages";
import { messageOf } from "../errors";
import { openingFailure } from "./failure";
import type { FromGpuWorker, GpuStart, Leave, Recall } from "./messages";
import { openServer } from "./open";
import { tellGpuSource } from "./source";
import { askForSubgroups } from "./subgroups";

declare const self: DedicatedWorkerGlobalScope;

const post = (message: FromGpuWorker, transfer: Transferable[] = []): void => self.postMessage(message, transfer);

async function start(half: boolean): Promise<void> {
  try {
    const { server, about } = await openServer(post, askForSubgroups(), half);
    self.addEventListener("message", ({ data }: MessageEvent<ToServer | Recall | Leave>) => server.receive(data));
    // What a callback of the package throws reaches nobody else, and leaves a call without an answer.
    const broken = (event: ErrorEvent | PromiseRejectionEvent): void => {
      event.preventDefault();
      server.end({ code: "panicked", message: "message" in event ? event.message : messageOf(event.reason) });
    };
    self.addEventListener("error", broken);
    self.addEventListener("unhandledrejection", broken);
    post({ type: "ready", about });
  } catch (error) {
    post({ type: "failed", failure: openingFailure(error) });
  }
}

self.addEventListener("message", ({ data }: MessageEvent<GpuStart>) => {
  tellGpuSource(data.source);
  void start(data.half);
}, { once: true });
