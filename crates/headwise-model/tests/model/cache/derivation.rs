//! Whatever is asked for derives.

use super::{assert_derives, continued, decoded};
use headwise_core::trace::{Expr, Role};
use headwise_model::CacheRequest;
use proptest::prelude::*;

/// A request that nine tokens and four heads of 8 can serve.
fn any_cache() -> impl Strategy<Value = CacheRequest> {
    let lengths = (1..9_usize).prop_flat_map(|prompt| (Just(prompt), 1..=9 - prompt));
    let sizes = (0..3_u32, 1..33_usize, 1..5_usize);
    let ring = (1..13_usize).prop_flat_map(|window| (Just(window), 0..=window));
    let block = prop_oneof![1..12_usize, Just(64)];
    let group = prop::option::of(prop_oneof![1..12_usize, Just(64)]);
    (lengths, sizes, ring, block, group).prop_map(
        |((prompt, steps), (log_groups, rank, half), (window, sinks), block, key_group)| {
            CacheRequest {
                prompt: Some(prompt),
                steps: Some(steps),
                groups: Some(1 << log_groups),
                rank: Some(rank),
                rotary_dim: Some(2 * half),
                block: Some(block),
                window: Some(window),
                sinks: Some(sinks),
                key_group,
                ..CacheRequest::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_follows_from_its_rule(
        cache in any_cache(), shared in any::<bool>(), seed in any::<u32>(),
    ) {
        let trace = decoded(cache, |request| {
            request.kv_heads = shared.then_some(2);
            request.seed = seed;
        });
        assert_derives(&trace);
    }
}

#[test]
fn at_the_limits() {
    let one = CacheRequest {
        prompt: Some(1),
        ..CacheRequest::default()
    };
    assert_derives(&decoded(one, |request| {
        (request.text, request.heads, request.d_model) = ("a b".to_owned(), 1, 1);
    }));
    assert_derives(&decoded(one, |request| {
        request.text = "a b c d e f g h ".repeat(8);
        (request.heads, request.d_model) = (2, 16);
    }));
    for temperature in [0.05, 20.0] {
        assert_derives(&decoded(one, |request| request.temperature = temperature));
    }
}

#[test]
fn what_is_given_is_what_the_model_chose_and_what_was_measured() {
    let cache = CacheRequest {
        loss: true,
        window: Some(3),
        sinks: Some(1),
        ..CacheRequest::default()
    };
    let trace = continued(cache, |_| ());
    assert_derives(&trace);
    let given = trace.tensors.iter().filter(|tensor| {
        let parameter = tensor.role == Role::Parameter;
        tensor.rule.body == Expr::Input && !parameter
    });
    let given: Vec<&str> = given
        .map(|tensor| tensor.name.as_str())
        .filter(|name| !name.starts_with("layer"))
        .collect();
    let text = ["wordKey", "wordIndex", "letter", "gate"];
    let measured = ["otherTokens", "evictedLogits", "lossHeldOut"];
    assert_eq!(given, [&text[..], &measured].concat());
}
