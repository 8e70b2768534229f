//! How close is close enough: every tolerance of the suite, with its reason.
//!
//! | what | relative | absolute | reason |
//! |---|---|---|---|
//! | f32 and f64 operator outputs | the case's | the case's | the authors of a case know its conditioning |
//! | f16 operator outputs | 2e-3 | 1e-3 | [`HALF`] |
//! | bf16 operator outputs | 2e-2 | 8e-3 | [`BFLOAT`] |
//! | after a softmax in f16 or bf16 | twice | twice | [`Tolerance::for_output`] |
//! | present keys and values | 0 | 0 | [`EXACT`] |
//! | attention weights of a model | 0 | 1e-4 | [`Tolerance::MODEL_WEIGHTS`] |
//! | logits and hidden states of a model | 0 | 1e-3 of the largest | [`Tolerance::of_largest`] |
//! | a cell derived from its rule | 1e-5 | 1e-7 | [`DERIVED`] |

use crate::tensor::ElementType;
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
pub const EXACT: Tolerance = Tolerance {
    relative: 0.0,
    absolute: 0.0,
};

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

/// Traced numbers are computed in f64 and stored in f32; a rule is evaluated on what is stored. Most
/// cells differ by one rounding, 6e-8. Weights follow from scores before these were rounded, and the
/// scores of the coldest softmax reach 100, where neighbouring f32 lie 8e-6 apart: the exponential
/// turns that distance into a share of the weight.
pub const DERIVED: Tolerance = Tolerance {
    relative: 1e-5,
    absolute: 1e-7,
};

impl Tolerance {
    /// Weights are at most 1, and follow from scores to which every layer before adds rounding of f32
    /// in another order than the library that computed what is expected.
    pub const MODEL_WEIGHTS: Self = Self {
        relative: 0.0,
        absolute: 1e-4,
    };

    /// For logits and hidden states: sums of large terms of either sign, which are as exact as the
    /// largest of them and not as what is left.
    pub fn of_largest(expected: &ArrayD<f64>) -> Self {
        let magnitudes = expected.iter().map(|cell| cell.abs());
        Self {
            relative: 0.0,
            absolute: 1e-3 * magnitudes.fold(0.0, f64::max),
        }
    }

    /// For an operator's computed output of type `element`, where the case states `stated` and, for
    /// what follows the softmax, the type `softmax` that it is to run in.
    pub fn for_output(stated: Self, element: ElementType, softmax: Option<ElementType>) -> Self {
        let rounded = Self::of_type(element).map_or(stated, |floor| stated.at_least(floor));
        match softmax
            .filter(|&softmax| softmax != element)
            .and_then(Self::of_type)
        {
            None => rounded,
            // Not only the result was rounded: so were the scores, and the exponential turns an error
            // of a score into a share of its weight. We run every softmax in f32 or better.
            Some(floor) => rounded.at_least(floor.twice()),
        }
    }

    /// The least tolerance of numbers that someone computed in a type of half width.
    fn of_type(element: ElementType) -> Option<Self> {
        match element {
            ElementType::F16 => Some(HALF),
            ElementType::Bf16 => Some(BFLOAT),
            _ => None,
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

    fn twice(self) -> Self {
        Self {
            relative: 2.0 * self.relative,
            absolute: 2.0 * self.absolute,
        }
    }

    /// The wider of the two, part by part.
    fn at_least(self, other: Self) -> Self {
        Self {
            relative: self.relative.max(other.relative),
            absolute: self.absolute.max(other.absolute),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_coarse_softmax_widens_the_comparison() {
        let stated = Tolerance {
            relative: 1e-3,
            absolute: 1e-7,
        };
        let plain = Tolerance::for_output(stated, ElementType::F32, Some(ElementType::F64));
        assert_eq!(plain, stated);
        assert_eq!(
            Tolerance::for_output(stated, ElementType::F32, Some(ElementType::F16)),
            HALF.twice()
        );
        assert_eq!(
            Tolerance::for_output(stated, ElementType::Bf16, None),
            BFLOAT
        );
    }
}
