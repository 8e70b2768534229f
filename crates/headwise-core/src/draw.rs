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

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn the_numbers_never_change() {
        for (seed, stream, counter, bits) in [
            (0, 0, 0, 0x3FFC_89E6_DB6A_C95D_u64),
            (7, 1, 0, 0xBFB3_59BD_AB79_5309),
            (7, 1, 1, 0x3FFF_2AD0_54AD_E2A6),
            (42, 2, 12_345, 0x3FF2_15D7_AB17_CA9F),
            (u32::MAX, u32::MAX, u32::MAX, 0x3FC6_E559_704E_63AA),
        ] {
            let drawn = draw(seed, stream, counter);
            assert_eq!(drawn.to_bits(), bits, "({seed}, {stream}, {counter})");
        }
    }

    /// Mean, variance and largest magnitude of so many draws.
    fn moments(numbers: impl Iterator<Item = f64> + Clone) -> (f64, f64, f64) {
        let count = numbers.clone().count() as f64;
        let mean = numbers.clone().sum::<f64>() / count;
        let variance = numbers.clone().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        (
            mean,
            variance,
            numbers.fold(0.0, |most, x| most.max(x.abs())),
        )
    }

    #[test]
    fn draws_have_mean_0_and_variance_1_along_every_argument() {
        // 20 000 draws: the standard error of the mean is 0.007, of the variance below 0.01.
        let along_counters = moments((0..20_000).map(|i| draw(11, 2, i)));
        let along_streams = moments((0..20_000).map(|i| draw(11, i, 2)));
        let along_seeds = moments((0..20_000).map(|i| draw(i, 2, 11)));
        for (mean, variance, largest) in [along_counters, along_streams, along_seeds] {
            assert!(mean.abs() < 0.03, "mean {mean}");
            assert!((variance - 1.0).abs() < 0.03, "variance {variance}");
            assert!(largest <= 2.0 * 3.0_f64.sqrt(), "largest {largest}");
        }
    }

    #[test]
    fn streams_and_seeds_are_independent() {
        let correlation = |other: fn(u32) -> f64| {
            (0..20_000).map(|i| draw(5, 1, i) * other(i)).sum::<f64>() / 20_000.0
        };
        for other in [|i| draw(5, 2, i), |i| draw(6, 1, i), |i| draw(5, 1, i + 1)] {
            let other: fn(u32) -> f64 = other;
            assert!(correlation(other).abs() < 0.03);
        }
    }
}
