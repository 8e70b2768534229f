/** Which build of the module a machine can run: told by two tiny modules that either validate or do not. */
import type { EngineInfo } from "./types";

export type Simd = EngineInfo["simd"];

/** Magic and version; type () -> v128; one function of it. What follows is its code. */
const HEAD = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, /* types */ 1, 5, 1, 0x60, 0, 1, 0x7b, /* functions */ 3, 2, 1, 0];

/** i32.const 0; i32x4.splat. */
const ZEROS = [0x41, 0, 0xfd, 0x11];

/** One function that leaves zeros. */
const SIMD128 = [...HEAD, /* code */ 10, 8, 1, 6, /* no locals */ 0, ...ZEROS, /* end */ 0x0b];

/** One function that leaves f32x4.relaxed_madd of zeros, an instruction of the relaxed proposal alone. */
const RELAXED = [...HEAD, 10, 19, 1, 17, 0, ...ZEROS, ...ZEROS, ...ZEROS, 0xfd, 0x85, 2, 0x0b];

/** The fastest build that this machine validates. */
export function bestSimd(): Simd {
  if (WebAssembly.validate(new Uint8Array(RELAXED))) return "relaxed";
  return WebAssembly.validate(new Uint8Array(SIMD128)) ? "simd128" : "scalar";
}
