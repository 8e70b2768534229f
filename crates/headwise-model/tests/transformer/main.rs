//! Decoders: what they compute, how they continue a text, and what they refuse.

mod damage;
mod decoding;
mod gates;
mod generation;
mod layouts;
mod refusals;
mod tiny;

use headwise_model::transformer::{Forward, Model, Observe};
use ndarray::{Array, Array2, Dimension};

const EVERYTHING: Observe = Observe {
    hidden: true,
    attention: true,
};

/// One run of the tokens from an empty cache, observed.
fn prefill(model: &Model, tokens: &Array2<u32>) -> Forward {
    let mut cache = model.cache(tokens.nrows());
    model
        .forward(tokens.view(), &mut cache, EVERYTHING)
        .unwrap()
}

/// The largest difference of two arrays of one shape.
#[track_caller]
fn distance<D: Dimension>(left: &Array<f32, D>, right: &Array<f32, D>) -> f32 {
    assert_eq!(left.shape(), right.shape());
    (left - right)
        .iter()
        .fold(0.0, |most, gap| most.max(gap.abs()))
}
