//! Seeded arrays, tolerances and the proptest settings that every module shares.

use headwise_cases::tolerance::{self, Tolerance};
use headwise_cases::{Case, Tiles};
use headwise_core::Real;
use ndarray::{Array, ArrayBase, Data, Dimension, ShapeBuilder};
use proptest::strategy::Strategy;

pub(crate) use headwise_cases::config;

/// How close numbers of this type come.
pub(crate) trait Precision: Real {
    const TOLERANCE: Tolerance;
}

impl Precision for f64 {
    const TOLERANCE: Tolerance = tolerance::DOUBLE;
}

impl Precision for f32 {
    const TOLERANCE: Tolerance = tolerance::SINGLE;
}

/// Any problem within a few tiles of side 4.
pub(crate) fn any_case() -> impl Strategy<Value = Case> {
    headwise_cases::any_case(Tiles::NONE)
}

/// Numbers with mean 0 and variance 1, at most `2 sqrt(3)` in magnitude.
pub(crate) fn random<Sh: ShapeBuilder>(shape: Sh, seed: u32, stream: u32) -> Array<f64, Sh::Dim> {
    headwise_cases::random(shape, seed, stream)
}

/// Asserts equal shapes and equal numbers within the tolerance of `T`; NaN and infinities must match.
#[track_caller]
pub(crate) fn assert_close<T: Precision, U: Real, D: Dimension>(
    actual: &ArrayBase<impl Data<Elem = T>, D>,
    expected: &ArrayBase<impl Data<Elem = U>, D>,
) {
    assert_eq!(actual.shape(), expected.shape());
    for ((at, actual), expected) in actual.indexed_iter().zip(expected) {
        assert!(
            T::TOLERANCE.accepts(Real::to_f64(*expected), Real::to_f64(*actual)),
            "{actual} is not {expected} at {at:?}"
        );
    }
}
