//! The twin of `shared/half.wgsl`: what a number of K or V is while it is staged.

/// The largest f16.
const LARGEST: f32 = 65504.0;
/// 2^-14, the smallest f16 with all 11 bits.
const NORMAL: f32 = 6.103_515_6e-5;
/// 2^-24, the distance between two f16 below that.
const STEP: f32 = 5.960_464_5e-8;

/// x as the nearest f16, ties to even; x itself where that is too small for it, a NaN or infinite.
pub(super) fn held(x: f32) -> f32 {
    let size = x.abs();
    if size.is_nan() || size > LARGEST {
        x
    } else if size < NORMAL {
        // The quotient is exact, a power of two less.
        ((size / STEP).round_ties_even() * STEP).copysign(x)
    } else {
        // The 13 bits that an f16 lacks: half of them is added, less where the last bit that stays is even.
        let bits = x.to_bits();
        f32::from_bits((bits + 0xfff + (bits >> 13 & 1)) & !0x1fff)
    }
}

#[cfg(test)]
mod tests {
    use super::held;

    /// 1 has steps of 2^-10 above it.
    #[test]
    fn a_number_is_the_nearest_of_eleven_bits_and_a_tie_the_even_one() {
        let step = 2_f32.powi(-10);
        for (parts, expected) in [(0.25, 0.0), (0.5, 0.0), (0.75, 1.0), (1.5, 2.0), (2.5, 2.0)] {
            let x = 1.0 + parts * step;
            assert_eq!(held(x), 1.0 + expected * step, "{parts}");
            assert_eq!(held(-x), -held(x));
        }
        // A carry goes into the exponent.
        assert_eq!(held(2.0 - step / 4.0), 2.0);
        assert_eq!(held(0.1), 0.099_975_586);
    }

    #[test]
    fn small_numbers_have_fewer_bits() {
        let step = 2_f32.powi(-24);
        for (parts, expected) in [
            (0.0, 0.0),
            (0.5, 0.0),
            (0.6, 1.0),
            (1.5, 2.0),
            (1023.4, 1023.0),
        ] {
            assert_eq!(held(parts * step), expected * step, "{parts}");
        }
        assert_eq!(held(-0.0).to_bits(), (-0.0_f32).to_bits());
        assert_eq!(held(1e-30), 0.0);
    }

    #[test]
    fn what_is_too_large_stays() {
        for x in [65504.1, 1e5, f32::MAX, f32::INFINITY] {
            assert_eq!(held(x), x);
            assert_eq!(held(-x), -x);
        }
        assert_eq!(held(65504.0), 65504.0);
        assert!(held(f32::NAN).is_nan());
    }
}
