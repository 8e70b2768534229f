/** The WebAssembly packages: the only file of the front end that imports the kernels. */
import * as generated from "./generated/headwise_wasm.js";
import { compile, packagesOf, startKernels, type Packages } from "./load";
import type { Simd } from "./simd";
import type { Sources } from "./sources";

/** Compiles the kernels of that build: one module for each instruction set; the script around them is the same. */
export function compilePackage(simd: Simd, { kernels }: Sources): Promise<WebAssembly.Module> {
  return compile(kernels[simd]);
}

/** @param kernels Gives the compiled kernels. One instance for each realm (page or worker). */
export function openPackages(kernels: () => Promise<WebAssembly.Module>, sources: Sources): Packages {
  return packagesOf({
    kernels: async () => startKernels(generated, await kernels()),
    traces: async () => (await import("./traces")).openTraces(sources),
    decoding: async () => (await import("./decoding")).openDecoding(sources),
    models: async () => (await import("./models")).openModels(sources),
  });
}
