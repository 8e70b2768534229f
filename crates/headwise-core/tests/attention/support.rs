//! Seeded arrays, tolerances and the proptest settings that every module shares.

use headwise_core::{Real, draw::draw};
use ndarray::{Array, ArrayBase, Data, Dimension, ShapeBuilder};
use proptest::test_runner::{Config, RngSeed};

/// Largest relative difference, and the largest absolute one where numbers are below 1.
///
/// | numbers | difference | why |
/// |---|---|---|
/// | f64 | 1e-12 | sums of at most a few hundred terms of size about 1, in another order |
/// | f32 | 2e-5 | the same at 2^-24, with room for scores near 10 whose exponentials magnify errors |
pub(crate) trait Tolerance: Real {
    const TOLERANCE: f64;
}

impl Tolerance for f64 {
    const TOLERANCE: f64 = 1e-12;
}

impl Tolerance for f32 {
    const TOLERANCE: f64 = 2e-5;
}

/// The same runs every time, on every machine: a fixed seed and no file of past failures.
pub(crate) fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x4EAD),
        ..Config::default()
    }
}

/// Numbers with mean 0 and variance 1, at most `2 sqrt(3)` in magnitude.
pub(crate) fn random<Sh>(shape: Sh, seed: u32, stream: u32) -> Array<f64, Sh::Dim>
where
    Sh: ShapeBuilder,
{
    let mut counter = 0;
    Array::from_shape_simple_fn(shape, || {
        counter += 1;
        draw(seed, stream, counter)
    })
}

/// Asserts equal shapes and equal numbers within [`Tolerance`] of `T`; NaN and infinities must match.
#[track_caller]
pub(crate) fn assert_close<T: Tolerance, U: Real, D: Dimension>(
    actual: &ArrayBase<impl Data<Elem = T>, D>,
    expected: &ArrayBase<impl Data<Elem = U>, D>,
) {
    assert_eq!(actual.shape(), expected.shape());
    for ((at, actual), expected) in actual.indexed_iter().zip(expected) {
        let (actual, expected) = (Real::to_f64(*actual), Real::to_f64(*expected));
        let same = actual == expected || (actual.is_nan() && expected.is_nan());
        let bound = T::TOLERANCE * expected.abs().max(1.0);
        assert!(
            same || (actual - expected).abs() <= bound,
            "{actual} is not {expected} at {at:?}"
        );
    }
}
