//! Changes of a problem that its answer follows exactly.

use headwise_core::Window;
use ndarray::{Array4, Axis, Slice, arr0, concatenate};
use proptest::prelude::*;

use crate::answer::{compare, widen};
use crate::{Answer, Case, Inputs, Subject, any_case};

/// Attention sees a set of keys: carrying values along, their order is nothing to it.
pub fn keys_permuted_with_their_values_change_nothing(subject: &Subject<'_>) -> Result<(), String> {
    let drawn = (any_case(subject.tiles), any::<usize>());
    subject.for_any(4, drawn, |(case, turn)| {
        let window = Window::default();
        let case = Case {
            causal: false,
            window,
            mask: None,
            padded: false,
            ..case
        };
        let inputs = case.inputs();
        let turned = Inputs {
            k: rotate(&inputs.k, turn),
            v: rotate(&inputs.v, turn),
            ..inputs.clone()
        };
        same(subject, &inputs, &turned)
    })
}

/// `softmax(s + c) = softmax(s)`, and `lse(s + c) = lse(s) + c`.
pub fn a_shift_of_every_score_moves_only_the_lse(subject: &Subject<'_>) -> Result<(), String> {
    let drawn = (any_case(subject.tiles), -50.0..50.0_f32);
    subject.for_any(4, drawn, |(case, shift)| {
        let inputs = Case { mask: None, ..case }.inputs();
        let shifted = Inputs {
            additive: Some(arr0(shift).into_dyn()),
            ..inputs.clone()
        };
        let (plain, moved) = (subject.answer(&inputs)?, subject.answer(&shifted)?);
        let tolerance = twice(subject, &shifted);
        compare("out", &moved.out, widen(&plain.out), tolerance)?;
        let lse = widen(&plain.lse).map(|lse| lse + f64::from(shift));
        compare("lse", &moved.lse, lse, tolerance)
    })
}

/// Grouped queries are multi-head attention whose keys and values were copied to each head.
pub fn grouped_queries_equal_repeated_keys(subject: &Subject<'_>) -> Result<(), String> {
    subject.for_any_case(4, |case| {
        let inputs = case.inputs();
        let heads: Vec<usize> = (0..case.heads()).map(|head| head / case.group).collect();
        let repeat = |x: &Array4<f32>| {
            let repeated = x.select(Axis(1), &heads);
            repeated.as_standard_layout().into_owned()
        };
        let repeated = Inputs {
            k: repeat(&inputs.k),
            v: repeat(&inputs.v),
            ..inputs.clone()
        };
        same(subject, &inputs, &repeated)
    })
}

/// A causal prefix does not know what follows: cutting the text changes nothing before the cut.
pub fn what_follows_changes_no_causal_prefix(subject: &Subject<'_>) -> Result<(), String> {
    let drawn = (any_case(subject.tiles), any::<usize>());
    subject.for_any(4, drawn, |(case, keep)| {
        let (offset, kv_len) = (Some(0), case.q_len);
        let case = Case {
            causal: true,
            offset,
            stagger: 0,
            kv_len,
            mask: None,
            padded: false,
            ..case
        };
        let inputs = case.inputs();
        let keep = keep % (case.q_len + 1);
        let cut = inputs.queries(0..keep).keys(0..keep);
        let rows = |whole: &[f32], width: usize| -> Vec<f32> {
            let heads = case.batch * case.heads();
            let head = |head: usize| head * case.q_len * width..(head * case.q_len + keep) * width;
            (0..heads).flat_map(|at| whole[head(at)].to_vec()).collect()
        };
        let whole = subject.answer(&inputs)?;
        let expected = Answer {
            out: rows(&whole.out, case.value_dim),
            lse: rows(&whole.lse, 1),
        };
        subject
            .answer(&cut)?
            .equals(&expected, twice(subject, &inputs))
    })
}

/// Asserts that two problems have the same answer.
fn same(subject: &Subject<'_>, one: &Inputs<f32>, other: &Inputs<f32>) -> Result<(), String> {
    subject
        .answer(other)?
        .equals(&subject.answer(one)?, twice(subject, one))
}

/// Two answers may each be off, in opposite directions.
fn twice(subject: &Subject<'_>, inputs: &Inputs<f32>) -> crate::tolerance::Tolerance {
    subject
        .tolerance
        .with_room_for(&inputs.expected())
        .times(2.0)
}

fn rotate(x: &Array4<f32>, turn: usize) -> Array4<f32> {
    let len = x.len_of(Axis(2));
    let turn = turn % len.max(1);
    let part = |from, to| x.slice_axis(Axis(2), Slice::from(from..to));
    concatenate(Axis(2), &[part(turn, len), part(0, turn)])
        .expect("two parts of one array")
        .as_standard_layout()
        .into_owned()
}
