/**
 * Stands in for `engine/package.ts` in tests and in `--mode test-hooks`: the build that can be made to
 * panic, of which there is one, whatever the machine could run. It is all packages in one.
 */
import * as generated from "../engine/generated-test-hooks/headwise_wasm.js";
import { compile, packagesOf, startKernels, type Packages } from "../engine/load";

export function compilePackage(): Promise<WebAssembly.Module> {
  return compile({ address: new URL("../engine/generated-test-hooks/scalar.wasm", import.meta.url).href });
}

export function openPackages(module: () => Promise<WebAssembly.Module>): Packages {
  const { TraceJob, loadModel, ExamJob, readHeads } = generated;
  let started: ReturnType<typeof startKernels> | null = null;
  const start = async () => (started ??= startKernels(generated, await module()));
  // The instance is one: it is reset with the kernels.
  const rest = { TraceJob, loadModel, ExamJob, readHeads, reset: () => {} };
  const open = async () => (await start(), rest);
  return packagesOf({ kernels: start, traces: open, decoding: open, models: open });
}
