/** Stands in for `engine/package.ts` in tests and in `--mode test-hooks`: the build that can be made to panic. */
import * as generated from "../engine/generated-test-hooks/headwise_wasm.js";
import { loadPackage, type Package } from "../engine/load";

export function openPackage(): Promise<Package> {
  return loadPackage(generated, new URL("../engine/generated-test-hooks/headwise_wasm_bg.wasm", import.meta.url));
}
