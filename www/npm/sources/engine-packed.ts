/** The modules inside the script. One build of the kernels serves every machine; the GPU's part is left out. */
import kernels from "../../src/engine/generated/scalar.wasm?packed";
import vectors from "../../src/engine/generated/simd128.wasm?packed";
import decoding from "../../src/engine/generated-decode/decode.wasm?packed";
import models from "../../src/engine/generated-model/model-scalar.wasm?packed";
import traces from "../../src/engine/generated-trace/trace.wasm?packed";
import type { Sources } from "../../src/engine/sources";

export const sources: Sources = {
  kernels: { scalar: { packed: kernels }, simd128: { packed: vectors }, relaxed: { packed: vectors } },
  traces: { packed: traces },
  decoding: { packed: decoding },
  models: { scalar: { packed: models }, simd128: { packed: models } },
  gpu: null,
};
