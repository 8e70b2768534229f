//! Heads taken out and turned up.

use crate::tiny::{Tiny, tokens};
use crate::{EVERYTHING, distance, prefill};
use headwise_model::transformer::{Forward, Model};
use ndarray::{Array2, array};

fn gated(model: &Model, text: &Array2<u32>, gates: &Array2<f32>) -> Forward {
    let mut cache = model.cache(text.nrows());
    model
        .forward_gated(text.view(), &mut cache, EVERYTHING, gates.view())
        .unwrap()
}

#[test]
fn open_gates_change_nothing() {
    for (tiny, heads) in [(Tiny::gpt2(), 2), (Tiny::llama(), 4)] {
        let (model, text) = (tiny.model(), tokens(2, 7));
        let open = gated(&model, &text, &Array2::ones((2, heads)));
        assert_eq!(open.logits, prefill(&model, &text).logits);
    }
}

#[test]
fn a_closed_gate_is_a_head_whose_rows_of_the_output_map_are_zero() {
    let text = tokens(2, 7);
    let mut without = Tiny::gpt2();
    // Head 1 of layer 0: rows 4 to 7 of `[8, 8]`.
    without.tensor("transformer.h.0.attn.c_proj.weight").numbers[32..].fill(0.0);
    let closed = gated(
        &Tiny::gpt2().model(),
        &text,
        &array![[1.0, 0.0], [1.0, 1.0]],
    );
    let wanted = prefill(&without.model(), &text);
    assert_eq!(distance(&closed.logits, &wanted.logits), 0.0);
    // The head still looks; only what it writes is gone.
    assert_eq!(closed.attention[0], wanted.attention[0]);
    assert!(
        distance(
            &closed.logits,
            &prefill(&Tiny::gpt2().model(), &text).logits
        ) > 1e-3
    );
}

#[test]
fn a_gate_scales_what_its_head_writes() {
    let text = tokens(1, 5);
    let mut doubled = Tiny::gpt2();
    let map = doubled.tensor("transformer.h.1.attn.c_proj.weight");
    map.numbers[..32].iter_mut().for_each(|cell| *cell *= 2.0);
    let turned_up = gated(
        &Tiny::gpt2().model(),
        &text,
        &array![[1.0, 1.0], [2.0, 1.0]],
    );
    assert!(distance(&turned_up.logits, &prefill(&doubled.model(), &text).logits) < 1e-6);
}

#[test]
fn gates_of_another_shape_are_refused() {
    let model = Tiny::gpt2().model();
    let gates = Array2::ones((2, 3));
    let error = model
        .forward_gated(
            tokens(1, 4).view(),
            &mut model.cache(1),
            EVERYTHING,
            gates.view(),
        )
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "gates of shape [2, 3] for 2 layers of 2 heads"
    );
}
