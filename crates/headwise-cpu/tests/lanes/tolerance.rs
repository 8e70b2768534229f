//! How close is close enough, and the comparison.
//!
//! | what | bound | why |
//! |---|---|---|
//! | [`OUT`] | 2e-6 of the largest value | sums of a few hundred products in f32: some 20 roundings of 6e-8 in effect |
//! | [`LSE`] | 2e-6 of the magnitude, at least of 1 | a score of a few units carries that much |
//! | [`PROJECT`] | 1e-6 of the magnitude, at least of 1, times the root of d_in | each product's rounding, as a random walk |
//! | [`EXP2`] | 2.5e-7 relative | the polynomial's 1.1e-7 and the roundings of its last steps |
//!
//! Scores s carry an error of about `s * 2^-24`, which the exponential turns into a share of each
//! weight: bounds grow with the largest score of the problem beyond [`CALM`].

use headwise_core::Real;
use ndarray::ArrayView;
use ndarray::Dimension;

pub(crate) const OUT: f64 = 2e-6;
pub(crate) const LSE: f64 = 2e-6;
pub(crate) const PROJECT: f64 = 1e-6;
pub(crate) const EXP2: f64 = 2.5e-7;

/// Scores up to this size need no more room.
pub(crate) const CALM: f64 = 8.0;

/// Asserts equal numbers within `bound` times the larger of 1 and the expected magnitude; NaN and
/// infinities must match.
#[track_caller]
pub(crate) fn assert_close<D: Dimension>(
    what: &str,
    actual: &[f32],
    expected: ArrayView<'_, f64, D>,
    bound: f64,
) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    for ((at, &expected), &actual) in expected.indexed_iter().zip(actual) {
        let actual = actual.to_f64();
        let same = actual == expected || (actual.is_nan() && expected.is_nan());
        assert!(
            same || (actual - expected).abs() <= bound * expected.abs().max(1.0),
            "{what}: {actual} is not {expected} at {at:?}"
        );
    }
}
