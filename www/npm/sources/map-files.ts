/** The modules of maps as files beside the package's scripts. */
import type { Simd } from "../../src/engine/simd";
import type { Source } from "../../src/engine/sources";

const at = ({ href }: URL): Source => ({ address: href });

export const mapModules: Readonly<Record<Simd, Source>> = {
  scalar: at(new URL("./map-scalar.wasm", import.meta.url)),
  simd128: at(new URL("./map-simd128.wasm", import.meta.url)),
  relaxed: at(new URL("./map-relaxed.wasm", import.meta.url)),
};
