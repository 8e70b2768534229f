/** The script of the worker that looks at maps. */
import { messageOf } from "../errors";
import type { FromMapWorker, MapStart, ToMaps } from "./messages";
import { openServer } from "./open";

declare const self: DedicatedWorkerGlobalScope;

const post = (message: FromMapWorker, transfer: Transferable[] = []): void => self.postMessage(message, transfer);

async function start({ source }: MapStart): Promise<void> {
  try {
    const server = await openServer(source, post);
    self.addEventListener("message", ({ data }: MessageEvent<ToMaps>) => server.receive(data));
    post({ type: "ready" });
  } catch (error) {
    post({ type: "failed", message: messageOf(error) });
  }
}

self.addEventListener("message", ({ data }: MessageEvent<MapStart>) => void start(data), { once: true });
