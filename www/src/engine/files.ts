/** The modules as files beside the script. Other ways of shipping have their own table in place of this one. */
import type { Sources } from "./sources";

const at = ({ href }: URL): { readonly address: string } => ({ address: href });

export const sources: Sources = {
  kernels: {
    scalar: at(new URL("./generated/scalar.wasm", import.meta.url)),
    simd128: at(new URL("./generated/simd128.wasm", import.meta.url)),
    relaxed: at(new URL("./generated/relaxed.wasm", import.meta.url)),
  },
  traces: at(new URL("./generated-trace/trace.wasm", import.meta.url)),
  decoding: at(new URL("./generated-decode/decode.wasm", import.meta.url)),
  models: {
    scalar: at(new URL("./generated-model/model-scalar.wasm", import.meta.url)),
    simd128: at(new URL("./generated-model/model-simd128.wasm", import.meta.url)),
  },
  gpu: at(new URL("./generated-gpu/gpu.wasm", import.meta.url)),
};
