/**
 * WebAssembly modules that do arithmetic in registers and nothing else: what a core can do at
 * most with f32 lanes. Twelve accumulators, as many as a kernel can keep, each its own chain
 *
 *     acc = acc * a + b
 *
 * so that no product can be shared or moved out of the loop, and a and b are chosen so that the
 * chains converge: no overflow, no denormals.
 */

export type Lanes = "simd128" | "relaxed";

const ACCUMULATORS = 12;
/** Times the chains are written out in a pass of the loop, so that its counter costs nothing. */
const UNROLLED = 4;
const LANES = 4;

/** FLOPs of one pass of the loop. */
export const FLOPS_PER_PASS = 2 * LANES * ACCUMULATORS * UNROLLED;

const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;

// Opcodes of the core specification; those of vectors follow the prefix 0xfd as LEB128 numbers.
const LOOP = [0x03, 0x40];
const END = 0x0b;
const BR_IF = [0x0d, 0];
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const I32_CONST = 0x41;
const I32_SUB = 0x6b;
const F32_CONST = 0x43;
const SPLAT = [0xfd, 0x13];
const EXTRACT_LANE_0 = [0xfd, 0x1f, 0];
const ADD = [0xfd, ...leb(0xe4)];
const MULTIPLY = [0xfd, ...leb(0xe6)];
/** `f32x4.relaxed_madd`: x * y + z, fused where the machine can. */
const RELAXED_MADD = [0xfd, ...leb(0x105)];

/** Locals: the count of passes (the parameter), then a, b and the accumulators. */
const COUNT = 0;
const A = 1;
const B = 2;
const FIRST = 3;

/** A module that exports `run(passes: i32) -> f32`; the result only keeps the work from being removed. */
export function limitModule(lanes: Lanes): Uint8Array<ArrayBuffer> {
  const accumulators = Array.from({ length: ACCUMULATORS }, (_, at) => FIRST + at);
  const step = (local: number) => {
    const operands = [LOCAL_GET, local, LOCAL_GET, A];
    const arithmetic = lanes === "relaxed" ? [LOCAL_GET, B, ...RELAXED_MADD] : [...MULTIPLY, LOCAL_GET, B, ...ADD];
    return [...operands, ...arithmetic, LOCAL_SET, local];
  };
  const body = [
    ...constant(A, 0.5),
    ...constant(B, 1),
    ...accumulators.flatMap((local) => constant(local, local)),
    ...LOOP,
    ...Array.from({ length: UNROLLED }, () => accumulators.flatMap(step)).flat(),
    LOCAL_GET, COUNT, I32_CONST, 1, I32_SUB, LOCAL_TEE, COUNT, ...BR_IF,
    END,
    LOCAL_GET, FIRST,
    ...accumulators.slice(1).flatMap((local) => [LOCAL_GET, local, ...ADD]),
    ...EXTRACT_LANE_0,
    END,
  ];
  const locals = [1, ACCUMULATORS + 2, V128];
  const name = [...new TextEncoder().encode("run")];
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    // Types, functions, exports, code.
    ...section(1, [1, 0x60, 1, I32, 1, F32]),
    ...section(3, [1, 0]),
    ...section(7, [1, name.length, ...name, 0, 0]),
    ...section(10, [1, ...leb(locals.length + body.length), ...locals, ...body]),
  ]);
}

function constant(local: number, value: number): number[] {
  const raw = new Uint8Array(4);
  new DataView(raw.buffer).setFloat32(0, value, true);
  return [F32_CONST, ...raw, ...SPLAT, LOCAL_SET, local];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}
