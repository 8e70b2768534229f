//! Seeded numbers that any cell can be derived from again.
//!
//! A counter-based generator: the value depends on (seed, stream, counter) alone, not on how many
//! were drawn before, and uses 32-bit integer arithmetic only, so Rust and TypeScript agree bit
//! for bit. The shape is the sum of four uniforms (Irwin-Hall), close to normal and without the
//! transcendental functions on which implementations differ in the last place.

/// A number with mean 0, variance 1 and magnitude at most `2 sqrt(3)`.
pub fn draw(seed: u32, stream: u32, counter: u32) -> f64 {
    let first = mix(mix(mix(seed) ^ stream) ^ counter);
    let second = mix(first ^ 0x9E37_79B9);
    let quarters = (first & 0xFFFF) + (first >> 16) + (second & 0xFFFF) + (second >> 16);
    // Four uniforms on [0, 1] have mean 2 and variance 1/3.
    (f64::from(quarters) / 65_535.0 - 2.0) * 3.0_f64.sqrt()
}

/// Wellons' `lowbias32`: a bijection of 32-bit words whose output bits flip evenly.
fn mix(word: u32) -> u32 {
    let mut x = word.wrapping_add(0x6A09_E667);
    x = (x ^ (x >> 16)).wrapping_mul(0x7FEB_352D);
    x = (x ^ (x >> 15)).wrapping_mul(0x846C_A68B);
    x ^ (x >> 16)
}
