//! The recurrence against the formula, and its merge as algebra.

use headwise_core::online_softmax::RowState;
use headwise_core::reference::softmax;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Slice};
use proptest::prelude::*;

use crate::support::{assert_close, config, random};

/// Scores of which some are hidden and some are huge, with their values.
fn row(len: usize, seed: u32) -> (Array1<f64>, Array2<f64>) {
    let scores = random(len, seed, 0).mapv(|x| {
        if x < -1.0 {
            f64::NEG_INFINITY
        } else {
            300.0 * x
        }
    });
    (scores, random((len, 3), seed, 1))
}

fn state(scores: ArrayView1<'_, f64>, values: ArrayView2<'_, f64>) -> RowState<f64> {
    let mut state = RowState::new(values.ncols());
    state.step(scores, values);
    state
}

/// The row's keys in parts that end at the cuts, each part a state of its own.
fn parts(scores: &Array1<f64>, values: &Array2<f64>, cuts: [usize; 2]) -> [RowState<f64>; 3] {
    let len = scores.len();
    let (low, high) = (cuts[0].min(cuts[1]).min(len), cuts[0].max(cuts[1]).min(len));
    [0..low, low..high, high..len].map(|range| {
        let range = Slice::from(range);
        state(
            scores.slice_axis(Axis(0), range),
            values.slice_axis(Axis(0), range),
        )
    })
}

fn merged(left: &RowState<f64>, right: &RowState<f64>) -> RowState<f64> {
    let mut state = left.clone();
    state.merge(right);
    state
}

#[track_caller]
fn assert_same_row(actual: RowState<f64>, expected: RowState<f64>) {
    let ((out, lse), (expected_out, expected_lse)) = (actual.finish(), expected.finish());
    assert_close(&out, &expected_out);
    assert_close(&ndarray::arr0(lse), &ndarray::arr0(expected_lse));
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn steps_of_any_size_give_the_softmax(len in 0..20_usize, tile in 1..7_usize, seed: u32) {
        let (scores, values) = row(len, seed);
        let mut state = RowState::new(3);
        let tiles = scores.axis_chunks_iter(Axis(0), tile);
        for (scores, values) in tiles.zip(values.axis_chunks_iter(Axis(0), tile)) {
            state.step(scores, values);
        }
        let mut weights = scores.clone();
        let expected_lse = softmax(weights.view_mut());
        let (out, lse) = state.finish();
        assert_close(&out, &weights.dot(&values));
        assert_close(&ndarray::arr0(lse), &ndarray::arr0(expected_lse));
    }

    #[test]
    fn merging_equals_one_state_over_all_keys(
        len in 0..20_usize,
        cuts in [0..20_usize, 0..20],
        seed: u32,
    ) {
        let (scores, values) = row(len, seed);
        let [a, b, c] = parts(&scores, &values, cuts);
        assert_same_row(merged(&merged(&a, &b), &c), state(scores.view(), values.view()));
    }

    #[test]
    fn merge_is_associative_and_commutative(
        len in 0..20_usize,
        cuts in [0..20_usize, 0..20],
        seed: u32,
    ) {
        let (scores, values) = row(len, seed);
        let [a, b, c] = parts(&scores, &values, cuts);
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        assert_same_row(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
    }
}

#[test]
fn the_state_before_any_key_is_neutral() {
    let (scores, values) = row(5, 3);
    let (empty, full) = (RowState::new(3), state(scores.view(), values.view()));
    assert_eq!(merged(&empty, &full), full);
    assert_eq!(merged(&full, &empty), full);
    assert_eq!(
        merged(&empty, &empty).finish(),
        (Array1::zeros(3), f64::NEG_INFINITY)
    );
}

#[test]
fn a_step_reports_how_it_rescaled() {
    let mut state = RowState::new(0);
    let values = Array2::zeros((1, 0));
    let mut step = |score: f64| state.step(ndarray::aview1(&[score]), values.view());
    assert_eq!(step(1.0).factor, 0.0); // from nothing
    let grown = step(3.0);
    assert_eq!(
        (grown.before, grown.after, grown.factor),
        (1.0, 3.0, (-2.0_f64).exp())
    );
    assert_eq!(step(2.0).factor, 1.0);
}

#[test]
fn huge_scores_do_not_overflow() {
    let (out, lse) = state(
        ndarray::aview1(&[1e300, 1e300, -1e300]),
        Array2::eye(3).view(),
    )
    .finish();
    assert_eq!((out, lse), (ndarray::array![0.5, 0.5, 0.0], 1e300));
}
