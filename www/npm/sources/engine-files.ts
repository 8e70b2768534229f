/** The modules as files beside the package's scripts. Each address is written out, so that bundlers see it. */
import type { Sources } from "../../src/engine/sources";

const at = ({ href }: URL): { readonly address: string } => ({ address: href });

export const sources: Sources = {
  kernels: {
    scalar: at(new URL("./scalar.wasm", import.meta.url)),
    simd128: at(new URL("./simd128.wasm", import.meta.url)),
    relaxed: at(new URL("./relaxed.wasm", import.meta.url)),
  },
  traces: at(new URL("./trace.wasm", import.meta.url)),
  decoding: at(new URL("./decode.wasm", import.meta.url)),
  models: {
    scalar: at(new URL("./model-scalar.wasm", import.meta.url)),
    simd128: at(new URL("./model-simd128.wasm", import.meta.url)),
  },
  gpu: at(new URL("./gpu.wasm", import.meta.url)),
};
