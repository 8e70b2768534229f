/**
 * Seeded numbers that any cell can be derived from again: the twin of `draw.rs` in headwise-core.
 *
 * A counter-based generator in 32-bit integer arithmetic. Both give the same bits for the same
 * (seed, stream, counter), which the tests hold against values printed by the Rust.
 */

const SQRT_3 = Math.sqrt(3);

/**
 * A number with mean 0, variance 1 and magnitude at most `2 sqrt(3)`: four uniforms summed
 * (Irwin-Hall). The arguments are taken modulo 2^32.
 */
export function draw(seed: number, stream: number, counter: number): number {
  const first = mix(mix(mix(seed) ^ stream) ^ counter);
  const second = mix(first ^ 0x9e37_79b9);
  const quarters = (first & 0xffff) + (first >>> 16) + (second & 0xffff) + (second >>> 16);
  // Four uniforms on [0, 1] have mean 2 and variance 1/3.
  return (quarters / 65_535 - 2) * SQRT_3;
}

/** Wellons' `lowbias32`: a bijection of 32-bit words whose output bits flip evenly. */
function mix(word: number): number {
  let x = (word + 0x6a09_e667) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb_352d);
  x = Math.imul(x ^ (x >>> 15), 0x846c_a68b);
  return x ^ (x >>> 16);
}
