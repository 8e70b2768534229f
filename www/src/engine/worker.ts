/** The worker's script: one instance of the package, answering messages. */
import { messageOf } from "./errors";
import type { FromWorker, ToServer } from "./messages";
import { openPackage } from "./package";
import { Server } from "./serve";

declare const self: DedicatedWorkerGlobalScope;

const post = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, transfer);

try {
  const wasm = await openPackage();
  const server = new Server(wasm, post);
  self.addEventListener("message", ({ data }: MessageEvent<ToServer>) => server.receive(data));
  post({ type: "ready", about: wasm.about() });
} catch (error) {
  post({ type: "failed", message: messageOf(error) });
}
