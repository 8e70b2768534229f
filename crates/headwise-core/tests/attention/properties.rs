//! What holds for what attention holds on the way, in f64.

use headwise_cases::{Case, Inputs};
use headwise_core::reference::{Intermediates, attention};
use headwise_core::{Mask, Options, Window};
use ndarray::{Array4, Axis, concatenate};
use proptest::prelude::*;

use crate::support::{any_case, assert_close, config};

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn weight_rows_sum_to_one_unless_fully_masked(case in any_case()) {
        let run = run(&case.double());
        for (weights, masked) in run.weights.rows().into_iter().zip(run.masked.rows()) {
            let hidden = masked.iter().all(|&score| score == f64::NEG_INFINITY);
            let expected = if hidden { 0.0 } else { 1.0 };
            prop_assert!((weights.sum() - expected).abs() < 1e-12);
            prop_assert!(weights.iter().all(|&weight| (0.0..=1.0).contains(&weight)));
        }
    }

    #[test]
    fn a_key_is_hidden_exactly_where_the_definition_says(case in any_case()) {
        let case = Case { mask: None, ..case };
        for ((b, _, i, j), &score) in run(&case.double()).masked.indexed_iter() {
            prop_assert_eq!(score != f64::NEG_INFINITY, case.sees(b, i, j), "at {} {} {}", b, i, j);
        }
    }

    #[test]
    fn adding_a_number_to_every_score_moves_only_the_lse(
        case in any_case(),
        shift in -50.0..50.0_f64,
    ) {
        let case = Case { mask: None, ..case };
        let inputs = case.double();
        let plain = run(&inputs);
        let bias = ndarray::arr0(shift).into_dyn();
        let options = Options { mask: Some(Mask::Additive(bias.view())), ..inputs.options() };
        let shifted = attend(&inputs, &options);
        // The shift is added to numbers near 1: their last places are lost to its size.
        let rounding = 1e-12 * shift.abs().max(1.0);
        let differences = &shifted.weights - &plain.weights;
        prop_assert!(differences.iter().all(|difference| difference.abs() < rounding));
        assert_close(&shifted.lse, &plain.lse.mapv(|lse| lse + shift));
    }

    /// Attention sees a set of keys: carrying values along, their order is nothing to it.
    #[test]
    fn keys_permuted_with_their_values_change_nothing(case in any_case(), turn in 0..9_usize) {
        let window = Window::default();
        let case = Case { causal: false, window, mask: None, padded: false, ..case };
        let inputs = case.double();
        let turned = Inputs { k: rotate(&inputs.k, turn), v: rotate(&inputs.v, turn), ..case.double() };
        let (plain, turned) = (run(&inputs), run(&turned));
        assert_close(&turned.out, &plain.out);
        assert_close(&turned.lse, &plain.lse);
        assert_close(&turned.weights, &rotate_axis(&plain.weights, Axis(3), turn));
    }
}

fn run(inputs: &Inputs<f64>) -> Intermediates<f64> {
    attend(inputs, &inputs.options())
}

fn attend(inputs: &Inputs<f64>, options: &Options<'_, f64>) -> Intermediates<f64> {
    attention(inputs.q.view(), inputs.k.view(), inputs.v.view(), options).unwrap()
}

fn rotate(x: &Array4<f64>, turn: usize) -> Array4<f64> {
    rotate_axis(x, Axis(2), turn)
}

fn rotate_axis(x: &Array4<f64>, axis: Axis, turn: usize) -> Array4<f64> {
    let turn = turn % x.len_of(axis).max(1);
    let (head, tail) = x.view().split_at(axis, turn);
    concatenate(axis, &[tail, head]).unwrap()
}
