//! The trace of a sentence: what it holds, that it is computed, and what it refuses.

mod builder;
mod cache;
mod derivation;
mod heads;
mod layout;
mod opened;
mod own;
mod parameters;
mod refusals;
mod tiles;
mod trained;
mod words;

use headwise_core::trace::{Tensor, Trace};
use headwise_model::{SentenceRequest, trace};

const SENTENCE: &str = "the keys to the cabinet are on the table";

/// The sentence with four query heads, changed as asked.
fn request(change: impl FnOnce(&mut SentenceRequest)) -> SentenceRequest {
    let mut request = SentenceRequest::new(SENTENCE);
    change(&mut request);
    request
}

fn traced(change: impl FnOnce(&mut SentenceRequest)) -> Trace {
    trace(&request(change)).unwrap()
}

fn tensor<'t>(trace: &'t Trace, name: &str) -> &'t Tensor {
    trace
        .tensor(name)
        .unwrap_or_else(|| panic!("no tensor `{name}`"))
}

fn data<'t>(trace: &'t Trace, name: &str) -> &'t [f32] {
    &tensor(trace, name).data
}

fn fact(trace: &Trace, name: &str) -> f64 {
    let fact = trace.facts.iter().find(|fact| fact.name == name);
    fact.unwrap_or_else(|| panic!("no fact `{name}`")).value
}

/// The largest difference of two arrays of one length.
fn distance(left: &[f32], right: &[f32]) -> f32 {
    assert_eq!(left.len(), right.len());
    left.iter()
        .zip(right)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max)
}
