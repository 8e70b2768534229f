/** The modules of maps as files beside the script. Other ways of shipping have their own table in place of this one. */
import type { Simd } from "../simd";
import type { Source } from "../sources";

const at = ({ href }: URL): Source => ({ address: href });

export const mapModules: Readonly<Record<Simd, Source>> = {
  scalar: at(new URL("../generated-map/map-scalar.wasm", import.meta.url)),
  simd128: at(new URL("../generated-map/map-simd128.wasm", import.meta.url)),
  relaxed: at(new URL("../generated-map/map-relaxed.wasm", import.meta.url)),
};
