//! A text at once, and the same text in parts.

use crate::tiny::{Tiny, load, tokens};
use crate::{EVERYTHING, distance, prefill};
use headwise_core::tiled::TileSizes;
use headwise_model::transformer::{Observe, Tiled};
use ndarray::{Axis, Slice};
use proptest::prelude::*;

const TOLERANCE: f32 = 1e-5;

fn any_model() -> impl Strategy<Value = Tiny> {
    prop_oneof![
        Just(Tiny::gpt2()),
        Just(Tiny::llama()),
        Just(Tiny::mistral())
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn decoding_in_parts_equals_prefill(
        tiny in any_model(),
        batch in 1_usize..3,
        parts in prop::collection::vec(1_usize..6, 1..5),
    ) {
        let model = tiny.model();
        let text = tokens(batch, parts.iter().sum());
        let whole = prefill(&model, &text);
        let mut cache = model.cache(batch);
        for part in parts {
            let start = cache.len();
            let rows = Slice::from(start..start + part);
            let run = model
                .forward(text.slice_axis(Axis(1), rows), &mut cache, EVERYTHING)
                .unwrap();
            let logits = whole.logits.slice_axis(Axis(1), rows).to_owned();
            prop_assert!(distance(&run.logits, &logits) < TOLERANCE);
            for (part, all) in run.hidden.iter().zip(&whole.hidden) {
                let all = all.slice_axis(Axis(1), rows).to_owned();
                prop_assert!(distance(part, &all) < TOLERANCE);
            }
            for (part, all) in run.attention.iter().zip(&whole.attention) {
                let seen = all.slice_axis(Axis(2), rows);
                let seen = seen.slice_axis(Axis(3), Slice::from(..cache.len()));
                prop_assert!(distance(part, &seen.to_owned()) < TOLERANCE);
            }
        }
        prop_assert_eq!(cache.len(), text.ncols());
    }

    #[test]
    fn the_tile_loop_computes_what_the_reference_does(tiny in any_model(), len in 1_usize..20) {
        let sizes = TileSizes { rows: 2, cols: 3 };
        let tiled = load(tiny.config.to_string().as_bytes(), tiny.file(), Tiled(sizes)).unwrap();
        let text = tokens(2, len);
        let (left, right) = (prefill(&tiny.model(), &text), prefill(&tiled, &text));
        prop_assert!(distance(&left.logits, &right.logits) < TOLERANCE);
    }
}

#[test]
fn texts_of_a_batch_do_not_see_each_other() {
    let model = Tiny::llama().model();
    let both = tokens(2, 9);
    let second = both.slice_axis(Axis(0), Slice::from(1..)).to_owned();
    let beside = prefill(&model, &both).logits;
    let beside = beside.slice_axis(Axis(0), Slice::from(1..)).to_owned();
    assert!(distance(&prefill(&model, &second).logits, &beside) < TOLERANCE);
}

#[test]
fn a_token_changes_nothing_before_it_and_everything_from_it_on() {
    for tiny in [Tiny::gpt2(), Tiny::llama()] {
        let model = tiny.model();
        let text = tokens(1, 10);
        let mut other = text.clone();
        other[[0, 6]] = (text[[0, 6]] + 1) % 11;
        let (left, right) = (prefill(&model, &text), prefill(&model, &other));
        for i in 0..10 {
            let row = |run: &headwise_model::transformer::Forward| {
                run.logits.index_axis(Axis(1), i).to_owned()
            };
            assert_eq!(distance(&row(&left), &row(&right)) > 0.0, i >= 6, "row {i}");
        }
    }
}

#[test]
fn weights_of_a_row_sum_to_1_and_lie_in_the_window() {
    let run = prefill(&Tiny::mistral().model(), &tokens(1, 12));
    assert_eq!(run.attention.len(), 2);
    for weights in &run.attention {
        for ((_, _, i, j), &weight) in weights.indexed_iter() {
            // Four keys, the query's own among them.
            assert_eq!(weight > 0.0, j <= i && i < j + 4, "({i}, {j}): {weight}");
        }
        let sums = weights.sum_axis(Axis(3));
        assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-5));
    }
}

#[test]
fn the_cache_grows_by_what_was_taken_in_and_can_be_cut() {
    let model = Tiny::llama().model();
    let mut cache = model.cache(1);
    assert!(cache.is_empty());
    let text = tokens(1, 20);
    let whole = prefill(&model, &text).logits;
    model
        .forward(text.view(), &mut cache, Observe::default())
        .unwrap();
    // Two layers of keys and values for two heads, 6 wide.
    assert_eq!(cache.bytes(), 20 * 2 * 2 * 2 * 6 * 4);
    assert_eq!(cache.layer(1).0.dim(), (1, 2, 20, 6));

    cache.truncate(7);
    let rest = text.slice_axis(Axis(1), Slice::from(7..));
    let run = model.forward(rest, &mut cache, Observe::default()).unwrap();
    let wanted = whole.slice_axis(Axis(1), Slice::from(7..)).to_owned();
    assert!(distance(&run.logits, &wanted) < TOLERANCE);
    assert!(run.hidden.is_empty() && run.attention.is_empty());
}
