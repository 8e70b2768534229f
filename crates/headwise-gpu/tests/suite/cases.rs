//! The shared problems, as these tests call them.

use headwise_cases::Tiles;
use headwise_core::reference::Intermediates;
use ndarray::{ArrayD, IxDyn};
use proptest::prelude::*;

pub(crate) use headwise_cases::Case;

pub(crate) type Inputs = headwise_cases::Inputs<f32>;

/// What the reference says in f64.
pub(crate) type Expected = Intermediates<f64>;

/// Any problem within a few tiles.
pub(crate) fn any_case() -> impl Strategy<Value = Case> {
    headwise_cases::any_case(Tiles::GPU)
}

/// Numbers with mean 0 and variance 1.
pub(crate) fn random(shape: &[usize], seed: u32, stream: u32) -> ArrayD<f32> {
    headwise_cases::random(IxDyn(shape), seed, stream)
}
