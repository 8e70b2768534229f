//! A text decoded over its cache: every cell derives, and what was counted is the closed form.

use crate::{data, fact, request, tensor};
use headwise_core::ErrorCode;
use headwise_core::trace::Trace;
use headwise_model::{CacheRequest, SentenceRequest, TraceBuilder, WeightSource, trace};
use proptest::prelude::*;

fn decoded(cache: CacheRequest, change: impl FnOnce(&mut SentenceRequest)) -> Trace {
    let trace = trace(&request(|request| {
        request.cache = Some(cache);
        change(request);
    }));
    trace.unwrap()
}

pub(crate) fn assert_derives(trace: &Trace) {
    let derivation = trace.derive_all(1e-5);
    let derivation = derivation.unwrap_or_else(|error| panic!("{error}"));
    let cells: usize = trace.tensors.iter().map(|tensor| tensor.data.len()).sum();
    assert_eq!(derivation.cells, cells, "no cell is exempt");
}

#[test]
fn the_default_decodes_the_second_half_of_a_sentence() {
    let trace = decoded(CacheRequest::default(), |_| ());
    assert_derives(&trace);
    assert_eq!((fact(&trace, "prompt"), fact(&trace, "steps")), (5.0, 4.0));
    assert_eq!(data(&trace, "cacheRows"), [5.0, 6.0, 7.0, 8.0, 9.0]);
    assert_eq!(data(&trace, "cacheCapacity"), [8.0, 8.0, 8.0, 8.0, 16.0]);
    assert_eq!(data(&trace, "cacheCopied"), [7.0, 7.0, 7.0, 7.0, 15.0]);
    assert_eq!(tensor(&trace, "cacheKeys").shape(), [1, 4, 9, 8]);
    assert!(fact(&trace, "decodeDifferenceLargest") < 1e-6);
    // One head of one layer: the prompt is a triangle, then a row for each token.
    let pairs = data(&trace, "pairsScored");
    assert_eq!(pairs[..5], [15.0, 6.0, 7.0, 8.0, 9.0]);
    assert_eq!(pairs[5..], [15.0, 21.0, 28.0, 36.0, 45.0]);
    for way in ["spentCached", "spentUncached"] {
        assert_eq!(fact(&trace, way), fact(&trace, &format!("{way}Closed")));
    }
}

/// A text through the model of [`crate::trained`], continued by it.
fn continued(cache: CacheRequest, change: impl FnOnce(&mut SentenceRequest)) -> Trace {
    let mut request = SentenceRequest::new("Anna sees the zebra.");
    request.weights = WeightSource::Trained;
    request.cache = Some(cache);
    change(&mut request);
    let builder = TraceBuilder::with_model(&request, Some(&crate::trained::model()));
    builder.unwrap().finish().unwrap()
}

#[test]
fn a_trained_model_writes_the_tokens_that_it_decodes() {
    for layer in 0..3 {
        let trace = continued(CacheRequest::default(), |request| {
            request.layer = Some(layer);
            request.heads_off = vec![1];
            request.temperature = 0.5;
        });
        assert_derives(&trace);
        let (prompt, steps) = (
            fact(&trace, "prompt") as usize,
            fact(&trace, "steps") as usize,
        );
        assert_eq!((prompt, steps, trace.tokens.len()), (10, 8, 18));
        // The trace without a cache finds the same words most likely.
        let words = trace.vocabulary.len();
        let rows: Vec<&[f32]> = data(&trace, "probabilities").chunks(words).collect();
        for (token, written) in trace.tokens.iter().enumerate().skip(prompt) {
            let row = rows[token - 1];
            let best = (0..words)
                .max_by(|&a, &b| row[a].total_cmp(&row[b]))
                .unwrap();
            assert_eq!(&trace.vocabulary[best], written, "layer {layer}");
        }
        for way in ["spentCached", "spentUncached"] {
            assert_eq!(fact(&trace, way), fact(&trace, &format!("{way}Closed")));
        }
        assert_eq!(fact(&trace, "layers"), 3.0);
        assert_eq!(fact(&trace, "cacheBytesAll"), (18 * 3 * 2 * 12 * 4) as f64);
    }
}

#[test]
fn two_requests_share_the_pages_of_their_prompt_until_one_writes() {
    let cache = CacheRequest {
        prompt: Some(5),
        steps: Some(2),
        block: Some(4),
        ..CacheRequest::default()
    };
    let trace = decoded(cache, |_| ());
    // Prefill, fork, two appends each in turn, release. The first append copies the shared page.
    let tables: Vec<&[f32]> = data(&trace, "pageTable").chunks(4).collect();
    let expected = [
        [0.0, 1.0, -1.0, -1.0],
        [0.0, 1.0, 0.0, 1.0],
        [0.0, 2.0, 0.0, 1.0],
        [0.0, 2.0, 0.0, 1.0],
        [0.0, 2.0, 0.0, 1.0],
        [0.0, 2.0, 0.0, 1.0],
        [-1.0, -1.0, 0.0, 1.0],
    ];
    assert_eq!(tables, expected);
    assert_eq!(
        data(&trace, "pageCopied"),
        [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        data(&trace, "pagesAllocated"),
        [8.0, 8.0, 12.0, 12.0, 12.0, 12.0, 8.0]
    );
    assert_eq!(
        data(&trace, "pagesUsed"),
        [5.0, 5.0, 7.0, 8.0, 9.0, 10.0, 7.0]
    );
    assert_eq!(
        data(&trace, "pagesShared"),
        [0.0, 5.0, 4.0, 4.0, 4.0, 4.0, 0.0]
    );
    assert!(fact(&trace, "pagedDifference") < 1e-6);
}

#[test]
fn eight_bits_stay_within_the_bound_that_is_stated() {
    for key_group in [None, Some(1), Some(2), Some(4), Some(9), Some(64)] {
        let cache = CacheRequest {
            key_group,
            ..CacheRequest::default()
        };
        let trace = decoded(cache, |request| request.kv_heads = Some(2));
        assert_derives(&trace);
        let width = tensor(&trace, "int8Difference").shape()[2];
        let bounds = data(&trace, "int8Bound");
        for (row, &bound) in data(&trace, "int8Difference").chunks(width).zip(bounds) {
            assert!(
                row.iter().all(|error| error.abs() <= bound),
                "{row:?} beyond {bound}"
            );
        }
        assert!(fact(&trace, "valueErrorLargest") > 0.0);
    }
}
