/** The WebAssembly packages: the only file of the front end that imports the kernels. */
import * as generated from "./generated/headwise_wasm.js";
import { compile, packagesOf, startKernels, type Packages } from "./load";
import type { Simd } from "./simd";

/** One module for each instruction set; the script around them is the same. */
const ADDRESSES: Readonly<Record<Simd, URL>> = {
  scalar: new URL("./generated/scalar.wasm", import.meta.url),
  simd128: new URL("./generated/simd128.wasm", import.meta.url),
  relaxed: new URL("./generated/relaxed.wasm", import.meta.url),
};

/** Fetches and compiles the kernels of that build. */
export function compilePackage(simd: Simd): Promise<WebAssembly.Module> {
  return compile(ADDRESSES[simd]);
}

/** @param kernels Gives the compiled kernels. One instance for each realm (page or worker). */
export function openPackages(kernels: () => Promise<WebAssembly.Module>): Packages {
  return packagesOf({
    kernels: async () => startKernels(generated, await kernels()),
    traces: async () => (await import("./traces")).openTraces(),
    models: async () => (await import("./models")).openModels(),
  });
}
