//! How close is close enough: every tolerance by which attention is judged, with its reason.
//!
//! | what | relative | absolute | reason |
//! |---|---|---|---|
//! | attention in f64 | 1e-12 | 1e-12 | [`DOUBLE`] |
//! | attention in f32 on a CPU | 2e-6 | 2e-6 | [`SINGLE`] |
//! | attention in f32 on a GPU | 4e-6 | 4e-6 | [`SHADER`] |
//! | the same with K and V staged in f16 | 4e-3 | 4e-3 | [`STAGED_HALF`] |
//! | all three, where scores are large | in proportion | in proportion | [`Tolerance::with_room_for`] |
//! | a projection in f32 | 1e-6 times the root of d_in | the same | [`projection`] |
//! | the kernels' power of two | 2.5e-7 | 0 | [`EXP2`] |
//! | f16 operator outputs | 2e-3 | 1e-3 | [`HALF`] |
//! | bf16 operator outputs | 2e-2 | 8e-3 | [`BFLOAT`] |
//! | after a softmax in f16 or bf16 | twice | twice | [`Tolerance::times`] |
//! | other operator outputs | the case's | the case's | the authors of a case know its conditioning |
//! | present keys and values | 0 | 0 | [`EXACT`] |
//! | attention weights of a model | 0 | 1e-4 | [`MODEL_WEIGHTS`] |
//! | logits and hidden states of a model | 0 | 1e-3 of the largest | [`Tolerance::of_largest`] |
//! | a cell derived from its rule | 1e-5 | 1e-7 | [`DERIVED`] |

use headwise_core::reference::Intermediates;
use ndarray::ArrayD;

/// A cell passes when `|actual - expected| <= absolute + relative * |expected|`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Share of the expected magnitude.
    pub relative: f64,
    /// Added whatever the magnitude.
    pub absolute: f64,
}

/// Concatenated caches are copies: nothing may change a bit of them.
pub const EXACT: Tolerance = both(0.0);

/// Sums of at most a few hundred terms of size about 1, in another order: 2^-53 a thousand times.
pub const DOUBLE: Tolerance = both(1e-12);

/// Sums of a few hundred products: some 20 roundings of 6e-8 in effect, as a random walk.
pub const SINGLE: Tolerance = both(2e-6);

/// As [`SINGLE`], and WGSL allows `exp2`, `log` and a division 2 or 3 units in the last place, which
/// scores of a few units magnify.
pub const SHADER: Tolerance = both(4e-6);

/// K and V rounded to the 11 bits of an f16: by up to 2^-11 = 4.9e-4 of each number, or twice that on an
/// adapter that truncates, which WGSL allows. V's roundings average out in O. K's add up in a score as a
/// random walk, to some 2e-4 for scores of a few units and five times that in the worst of thousands; lse
/// follows a score that is off by e with e, O with up to 2 e of its values. The largest difference seen
/// where numbers are rounded to the nearest is 1.1e-3, and 2e-3 of a value of a million.
pub const STAGED_HALF: Tolerance = both(4e-3);

/// Relative: the polynomial's 1.1e-7 and the roundings of its last steps.
pub const EXP2: f64 = 2.5e-7;

/// Expected f16 outputs were rounded to f16 after every operation, ours once, at the end. An f16
/// has 11 significant bits (unit roundoff 4.9e-4): this is four roundings of the result, and twice
/// the largest difference seen over the cases of ONNX.
pub const HALF: Tolerance = Tolerance {
    relative: 2e-3,
    absolute: 1e-3,
};

/// As [`HALF`] for the 8 significant bits of bf16 (unit roundoff 3.9e-3).
pub const BFLOAT: Tolerance = Tolerance {
    relative: 2e-2,
    absolute: 8e-3,
};

/// Weights are at most 1, and follow from scores to which every layer before adds rounding of f32
/// in another order than the library that computed what is expected.
pub const MODEL_WEIGHTS: Tolerance = Tolerance {
    relative: 0.0,
    absolute: 1e-4,
};

/// Traced numbers are computed in f64 and stored in f32; a rule is evaluated on what is stored. Most
/// cells differ by one rounding, 6e-8. Weights follow from scores before these were rounded, and the
/// scores of the coldest softmax reach 100, where neighbouring f32 lie 8e-6 apart: the exponential
/// turns that distance into a share of the weight.
pub const DERIVED: Tolerance = Tolerance {
    relative: 1e-5,
    absolute: 1e-7,
};

/// Scores up to this size need no room beyond that of [`SINGLE`] and [`SHADER`].
const CALM: f64 = 8.0;

/// Of a projection's sums of `d_in` products: each product's rounding, as a random walk.
pub fn projection(d_in: usize) -> Tolerance {
    both(1e-6).times((d_in as f64).sqrt().max(1.0))
}

const fn both(bound: f64) -> Tolerance {
    Tolerance {
        relative: bound,
        absolute: bound,
    }
}

impl Tolerance {
    /// For logits and hidden states: sums of large terms of either sign, which are as exact as the
    /// largest of them and not as what is left.
    pub fn of_largest(expected: &ArrayD<f64>) -> Self {
        let magnitudes = expected.iter().map(|cell| cell.abs());
        Self {
            relative: 0.0,
            absolute: 1e-3 * magnitudes.fold(0.0, f64::max),
        }
    }

    /// For what follows from the scores of this run. One of size s carries an error of about
    /// `s 2^-24`, which the exponential turns into a share of its weight; so does one that a softcap
    /// then makes small. Hidden scores, NaN and infinities have no say.
    pub fn with_room_for(self, run: &Intermediates<f64>) -> Self {
        let pairs = run.scaled.iter().zip(&run.masked);
        let seen = pairs.filter(|(_, masked)| masked.is_finite());
        let size = seen.map(|(scaled, masked)| scaled.abs().max(masked.abs()));
        self.times((size.fold(0.0, f64::max) / CALM).max(1.0))
    }

    /// So many times as much.
    pub fn times(self, factor: f64) -> Self {
        Self {
            relative: factor * self.relative,
            absolute: factor * self.absolute,
        }
    }

    /// The wider of the two, part by part.
    pub fn at_least(self, other: Self) -> Self {
        Self {
            relative: self.relative.max(other.relative),
            absolute: self.absolute.max(other.absolute),
        }
    }

    /// Whether `actual` may stand for `expected`. Infinities must agree in sign; a NaN passes only
    /// where a NaN was expected.
    pub fn accepts(self, expected: f64, actual: f64) -> bool {
        self.excess(expected, actual) <= 1.0
    }

    /// The difference as a multiple of what is allowed: at most 1 passes.
    pub fn excess(self, expected: f64, actual: f64) -> f64 {
        if expected == actual || (expected.is_nan() && actual.is_nan()) {
            return 0.0;
        }
        let difference = (expected - actual).abs();
        if !difference.is_finite() {
            return f64::INFINITY;
        }
        // A difference that is not 0 over an allowance of 0 is infinite, as it should be.
        difference / (self.absolute + self.relative * expected.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use headwise_core::reference;

    const ONE_PERCENT: Tolerance = Tolerance {
        relative: 0.01,
        absolute: 0.0,
    };

    #[test]
    fn a_difference_within_the_allowance_passes_and_one_beyond_it_does_not() {
        assert!(ONE_PERCENT.accepts(100.0, 100.9));
        assert!(!ONE_PERCENT.accepts(100.0, 101.1));
        assert!(!ONE_PERCENT.accepts(100.0, -100.0));
    }

    #[test]
    fn nothing_but_the_same_infinity_stands_for_an_infinity() {
        assert!(ONE_PERCENT.accepts(f64::NEG_INFINITY, f64::NEG_INFINITY));
        assert!(!ONE_PERCENT.accepts(f64::NEG_INFINITY, f64::INFINITY));
        assert!(!ONE_PERCENT.accepts(f64::NEG_INFINITY, -1e300));
        assert!(!ONE_PERCENT.accepts(0.0, f64::NEG_INFINITY));
    }

    #[test]
    fn a_nan_never_stands_for_a_number() {
        assert!(!ONE_PERCENT.accepts(0.0, f64::NAN));
        assert!(!ONE_PERCENT.accepts(f64::NAN, 0.0));
        assert!(ONE_PERCENT.accepts(f64::NAN, f64::NAN));
    }

    #[test]
    fn copies_must_be_exact() {
        assert!(EXACT.accepts(0.1, 0.1));
        assert!(!EXACT.accepts(0.1, 0.1 + f64::EPSILON));
    }

    #[test]
    fn only_large_scores_that_are_seen_take_room() {
        let x = ndarray::array![[[[6.0]]]];
        let run = |scale, causal| {
            let options = headwise_core::Options {
                scale: Some(scale),
                softcap: Some(1.0),
                causal,
                offset: Some(vec![-1]),
                ..headwise_core::Options::default()
            };
            reference::attention(x.view(), x.view(), x.view(), &options).unwrap()
        };
        assert_eq!(SINGLE.with_room_for(&run(0.1, false)), SINGLE);
        assert_eq!(SINGLE.with_room_for(&run(2.0, false)), SINGLE.times(9.0));
        assert_eq!(SINGLE.with_room_for(&run(2.0, true)), SINGLE);
    }
}
