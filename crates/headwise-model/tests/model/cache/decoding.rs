//! Prefill, decode, and what they cost.

use super::{assert_derives, continued, decoded, rows};
use crate::{data, fact, tensor};
use headwise_core::ErrorCode;
use headwise_core::trace::Trace;
use headwise_model::{CacheRequest, SamplingRequest, SentenceRequest, TraceBuilder, WeightSource};
use proptest::prelude::*;
use serde_json::json;

fn assert_counted_is_closed(trace: &Trace) {
    for way in ["spentCached", "spentUncached"] {
        assert_eq!(fact(trace, way), fact(trace, &format!("{way}Closed")));
    }
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
    // One head of one layer: the prompt is a triangle, then a row for each token.
    let pairs = rows(&trace, "pairsScored");
    assert_eq!(pairs[0], [15.0, 6.0, 7.0, 8.0, 9.0]);
    assert_eq!(pairs[1], [15.0, 21.0, 28.0, 36.0, 45.0]);
    // A token meets the four projections of width 32, a pair 2 * 4 * 8 numbers.
    let work = rows(&trace, "work");
    assert_eq!(work[0][1], (4 * 32 * 32 + 6 * 64) as f32);
    assert_eq!(work[1][1], (6 * 4 * 32 * 32 + 21 * 64) as f32);
    assert_counted_is_closed(&trace);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn decoding_is_the_run_over_the_whole_text(
        prompt in 1..9_usize, log_heads in 0..3_u32, log_group in 0..3_u32, temperature in 0.2..3.0,
    ) {
        let heads = 1 << log_heads;
        let cache = CacheRequest { prompt: Some(prompt), ..CacheRequest::default() };
        let trace = decoded(cache, |request| {
            request.heads = heads;
            request.kv_heads = Some(heads >> log_group.min(log_heads));
            request.temperature = temperature;
        });
        prop_assert_eq!(trace.tokens.len(), 9);
        prop_assert!(fact(&trace, "decodeDifferenceLargest") < 1e-5);
        prop_assert!(fact(&trace, "pagedDifference") < 1e-5);
        assert_counted_is_closed(&trace);
    }
}

#[test]
fn a_prompt_and_steps_are_as_much_of_the_text_as_is_shown() {
    let cache = CacheRequest {
        prompt: Some(2),
        steps: Some(3),
        ..CacheRequest::default()
    };
    let trace = decoded(cache, |request| request.causal = false);
    assert_derives(&trace);
    assert_eq!(trace.tokens, ["the", "keys", "to", "the", "cabinet"]);
    assert_eq!(fact(&trace, "tokensDropped"), 4.0);
    assert_eq!(fact(&trace, "textTokens"), 9.0);
    // A cache holds what came before: later keys are hidden whatever was asked for.
    assert_eq!(data(&trace, "visible")[1], 0.0);
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
        assert_eq!((fact(&trace, "prompt"), trace.tokens.len()), (10.0, 18));
        assert_written_is_most_likely(&trace);
        assert_counted_is_closed(&trace);
        assert_eq!(fact(&trace, "layers"), 3.0);
        assert_eq!(fact(&trace, "cacheBytesAll"), (18 * 3 * 2 * 12 * 4) as f64);
    }
}

/// The trace without a cache finds the words most likely that were written over one.
fn assert_written_is_most_likely(trace: &Trace) {
    let foretold = rows(trace, "probabilities");
    let prompt = fact(trace, "prompt") as usize;
    for (token, written) in trace.tokens.iter().enumerate().skip(prompt) {
        let row = foretold[token - 1];
        let best = (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b]));
        assert_eq!(&trace.vocabulary[best.unwrap()], written, "token {token}");
    }
}

#[test]
fn a_model_of_the_reader_decodes_whatever_its_layout() {
    for change in [
        json!({}),
        json!({"num_key_value_heads": 1, "rope_theta": 500.0}),
    ] {
        let model = crate::opened::opened(&crate::opened::llama(&change), None).unwrap();
        for layer in 0..2 {
            let mut request = SentenceRequest::new("5 17 3 5");
            request.weights = WeightSource::Own;
            request.layer = Some(layer);
            request.cache = Some(CacheRequest {
                steps: Some(5),
                key_group: Some(3),
                ..CacheRequest::default()
            });
            let builder = TraceBuilder::with_model(&request, Some(&model)).unwrap();
            let trace = builder.finish().unwrap();
            assert_derives(&trace);
            assert_eq!((fact(&trace, "prompt"), trace.tokens.len()), (4.0, 9));
            assert_written_is_most_likely(&trace);
            assert_counted_is_closed(&trace);
            // What turned keys would mean inside a cache is not measured.
            request.cache = Some(CacheRequest {
                loss: true,
                ..CacheRequest::default()
            });
            let refused = TraceBuilder::with_model(&request, Some(&model));
            assert_eq!(refused.unwrap_err().code(), ErrorCode::BadSetting);
        }
    }
}

#[test]
fn sampled_tokens_follow_from_the_seed() {
    let sampled = |seed| {
        let sampling = Some(SamplingRequest {
            temperature: 5.0,
            seed,
        });
        let cache = CacheRequest {
            sampling,
            ..CacheRequest::default()
        };
        continued(cache, |_| ()).tokens
    };
    assert_eq!(sampled(1), sampled(1));
    assert_ne!(sampled(1), sampled(2));
}

#[test]
fn a_long_text_leaves_room_for_the_steps() {
    let trace = continued(CacheRequest::default(), |request| {
        request.text = "the ".repeat(40);
    });
    assert_eq!((fact(&trace, "prompt"), fact(&trace, "steps")), (16.0, 8.0));
    assert_eq!(fact(&trace, "tokensDropped"), 41.0 - 16.0);
}
