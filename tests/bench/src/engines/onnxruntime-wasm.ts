/** onnxruntime-web on the CPU. More than one thread needs an isolated page. */
import * as ort from "onnxruntime-web/wasm";
import { Unavailable, type Setup } from "./engine";
import { locate, open } from "./onnxruntime";

export function threads(count: number): Setup {
  return async (problem) => {
    if (count > 1 && !crossOriginIsolated) throw new Unavailable("the page is not isolated: no shared memory");
    locate(ort, count);
    return open(ort, problem, "wasm", `simd128, ${count} thread${count > 1 ? "s" : ""}`);
  };
}
