/** The WebAssembly package: the only file of the front end that imports it. */
import * as generated from "./generated/headwise_wasm.js";
import { loadPackage, type Package } from "./load";

/** Fetches and compiles the module. One instance for each realm (page or worker). */
export function openPackage(): Promise<Package> {
  return loadPackage(generated, new URL("./generated/headwise_wasm_bg.wasm", import.meta.url));
}
