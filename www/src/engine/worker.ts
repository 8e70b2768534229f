/** The worker's script: one instance of the package, answering messages. */
import { messageOf } from "./errors";
import type { FromWorker, Start, ToServer } from "./messages";
import { compilePackage, openPackage } from "./package";
import { Server } from "./serve";
import { bestSimd } from "./simd";

declare const self: DedicatedWorkerGlobalScope;

const post = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, transfer);

async function start({ simd, module }: Start): Promise<void> {
  try {
    const compiled = module ?? (await compilePackage(simd ?? bestSimd()));
    const wasm = await openPackage(compiled);
    const server = new Server(wasm, post);
    self.addEventListener("message", ({ data }: MessageEvent<ToServer>) => server.receive(data));
    post({ type: "ready", about: wasm.about(), module: compiled });
  } catch (error) {
    post({ type: "failed", message: messageOf(error) });
  }
}

self.addEventListener("message", ({ data }: MessageEvent<Start>) => void start(data), { once: true });
