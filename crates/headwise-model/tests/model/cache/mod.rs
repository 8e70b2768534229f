//! A text decoded over its cache: every cell derives, and what was counted is the closed form.

mod decoding;
mod derivation;
mod eviction;
mod kinds;
mod pages;
mod quantized;
mod refusals;

use crate::request;
use headwise_core::trace::Trace;
use headwise_model::{CacheRequest, SentenceRequest, TraceBuilder, WeightSource, trace};

/// The nine words on drawn weights.
fn decoded(cache: CacheRequest, change: impl FnOnce(&mut SentenceRequest)) -> Trace {
    let trace = trace(&request(|request| {
        request.cache = Some(cache);
        change(request);
    }));
    trace.unwrap()
}

fn continuation(cache: CacheRequest) -> SentenceRequest {
    let mut request = SentenceRequest::new("Anna sees the zebra.");
    request.weights = WeightSource::Trained;
    request.cache = Some(cache);
    request
}

/// A text of ten tokens through the model of [`crate::trained`], continued by it.
fn continued(cache: CacheRequest, change: impl FnOnce(&mut SentenceRequest)) -> Trace {
    let mut request = continuation(cache);
    change(&mut request);
    let builder = TraceBuilder::with_model(&request, Some(&crate::trained::model()));
    builder.unwrap().finish().unwrap()
}

fn assert_derives(trace: &Trace) {
    let derivation = trace.derive_all(1e-5);
    let derivation = derivation.unwrap_or_else(|error| panic!("{error}"));
    let cells: usize = trace.tensors.iter().map(|tensor| tensor.data.len()).sum();
    assert_eq!(derivation.cells, cells, "no cell is exempt");
}

/// The rows of a tensor, along its last axis.
fn rows<'t>(trace: &'t Trace, name: &str) -> Vec<&'t [f32]> {
    let tensor = crate::tensor(trace, name);
    let width = tensor.axes.last().map_or(1, |axis| axis.extent);
    tensor.data.chunks(width).collect()
}
