//! Every cell follows from its rule, though no cell was computed by it.

use crate::{SENTENCE, request};
use headwise_core::trace::{Expr, Trace};
use headwise_model::{SentenceRequest, trace};
use proptest::prelude::*;

const TOLERANCE: f64 = 1e-5;

fn derive(request: &SentenceRequest) -> Trace {
    let trace = trace(request).unwrap();
    let derivation = trace.derive_all(TOLERANCE);
    let derivation = derivation.unwrap_or_else(|error| panic!("{request:?}: {error}"));
    let cells: usize = trace.tensors.iter().map(|tensor| tensor.data.len()).sum();
    assert_eq!(derivation.cells, cells, "no cell is exempt");
    trace
}

#[test]
fn only_the_words_and_the_switches_are_given() {
    let trace = derive(&request(|request| request.heads_off = vec![1]));
    let given = trace
        .tensors
        .iter()
        .filter(|tensor| tensor.rule.body == Expr::Input);
    let given: Vec<&str> = given.map(|tensor| tensor.name.as_str()).collect();
    assert_eq!(given, ["wordKey", "wordIndex", "gate"]);
}

#[test]
fn at_the_limits() {
    let long = SENTENCE.repeat(8);
    derive(&request(|request| {
        (request.text, request.heads, request.d_model) = (long.clone(), 8, 64);
    }));
    // Where f32 is coarsest: the largest scores at the lowest temperature.
    derive(&request(|request| {
        (request.text, request.heads, request.d_model) = ("a b c d e f g h".repeat(3), 2, 256);
        request.temperature = 0.05;
    }));
    derive(&request(|request| {
        (request.text, request.heads, request.d_model) = ("one".to_owned(), 1, 1);
    }));
    derive(&request(|request| request.temperature = 20.0));
}

/// A request that can be traced.
fn requests() -> impl Strategy<Value = SentenceRequest> {
    let sizes = (0..4_u32, 0..4_u32, 1..9_usize).prop_flat_map(|(log_heads, log_group, dim)| {
        let heads = 1 << log_heads;
        let kv_heads = 1 << log_heads.saturating_sub(log_group);
        let off = prop::collection::vec(0..heads, 0..=heads);
        (Just(heads), Just(kv_heads), Just(heads * dim), off)
    });
    let text = "[a-e]( [a-e,.]){0,11}";
    let temperature = prop_oneof![Just(1.0), 0.05..20.0];
    (text, sizes, any::<bool>(), temperature, any::<u32>()).prop_map(
        |(text, (heads, kv_heads, d_model, heads_off), causal, temperature, seed)| {
            SentenceRequest {
                text,
                heads,
                kv_heads: Some(kv_heads),
                d_model,
                causal,
                temperature,
                seed,
                heads_off,
                ..SentenceRequest::new("")
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked(request in requests()) {
        derive(&request);
    }

    #[test]
    fn a_changed_cell_is_noticed(request in requests(), place in any::<prop::sample::Index>()) {
        let mut trace = trace(&request).unwrap();
        let computed: Vec<usize> = (0..trace.tensors.len())
            .filter(|&tensor| trace.tensors[tensor].rule.body != Expr::Input)
            .collect();
        let tensor = computed[place.index(computed.len())];
        let data = &mut trace.tensors[tensor].data;
        let cell = place.index(data.len());
        data[cell] = if data[cell].is_finite() { data[cell] + 0.5 + data[cell].abs() } else { 0.0 };
        prop_assert!(trace.derive_all(TOLERANCE).is_err());
    }
}
