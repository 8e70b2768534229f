/** The WebAssembly package of the kernels: the only file of the front end that imports it. */
import * as generated from "./generated/headwise_wasm.js";
import { compile, loadPackage, type Package } from "./load";
import type { Simd } from "./simd";

/** One module for each instruction set; the script around them is the same. */
const ADDRESSES: Readonly<Record<Simd, URL>> = {
  scalar: new URL("./generated/scalar.wasm", import.meta.url),
  simd128: new URL("./generated/simd128.wasm", import.meta.url),
  relaxed: new URL("./generated/relaxed.wasm", import.meta.url),
};

/** Fetches and compiles the module of that build. */
export function compilePackage(simd: Simd): Promise<WebAssembly.Module> {
  return compile(ADDRESSES[simd]);
}

/** Starts a compiled module. One instance for each realm (page or worker). */
export function openPackage(module: WebAssembly.Module): Promise<Package> {
  return loadPackage(generated, module, {
    traces: async () => (await import("./traces")).openTraces(),
    exams: async () => (await import("./exams")).openExams(),
  });
}
