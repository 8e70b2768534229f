/** The worker's script: one instance of the package, answering messages. */
import { messageOf } from "./errors";
import { jobOf } from "./jobs";
import type { FromWorker, Start, ToServer } from "./messages";
import { compilePackage, openPackages } from "./package";
import { Server, SLICE } from "./serve";
import { bestSimd } from "./simd";

declare const self: DedicatedWorkerGlobalScope;

const post = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, transfer);

async function start({ simd, module, later, sources }: Start): Promise<void> {
  try {
    const build = simd ?? bestSimd();
    const compiled = later ? null : (module ?? (await compilePackage(build, sources)));
    const wasm = openPackages(async () => compiled ?? compilePackage(build, sources), sources);
    const about = later ? { simd: build } : (await wasm.kernels()).about();
    const server = new Server(wasm, post, (work) => jobOf(wasm, work), SLICE.worker);
    self.addEventListener("message", ({ data }: MessageEvent<ToServer>) => server.receive(data));
    post({ type: "ready", about, module: compiled });
  } catch (error) {
    post({ type: "failed", message: messageOf(error) });
  }
}

self.addEventListener("message", ({ data }: MessageEvent<Start>) => void start(data), { once: true });
