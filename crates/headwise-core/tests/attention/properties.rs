//! What holds for attention over any input.

use headwise_core::reference::{Intermediates, attention};
use headwise_core::tiled::{self, TileSizes};
use headwise_core::{Mask, Options, Window};
use ndarray::{Array4, ArrayView4, Axis, Slice, concatenate};
use proptest::prelude::*;

use crate::cases::{Case, Inputs, any_case};
use crate::support::{assert_close, config};

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn weight_rows_sum_to_one_unless_fully_masked(case in any_case()) {
        let run = run(&case.inputs());
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
        for ((b, _, i, j), &score) in run(&case.inputs()).masked.indexed_iter() {
            prop_assert_eq!(score != f64::NEG_INFINITY, case.sees(b, i, j), "at {} {} {}", b, i, j);
        }
    }

    #[test]
    fn adding_a_number_to_every_score_moves_only_the_lse(
        case in any_case(),
        shift in -50.0..50.0_f64,
    ) {
        let case = Case { mask: None, ..case };
        let inputs = case.inputs();
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

    /// A causal prefix does not know what follows: cutting the text does not change what came before.
    #[test]
    fn a_causal_prefix_is_unchanged_by_what_follows(case in any_case(), keep in 0..=9_usize) {
        let (offset, kv_len) = (Some(0), case.q_len);
        let case = Case { causal: true, offset, kv_len, mask: None, padded: false, ..case };
        let inputs = case.inputs();
        let keep = keep.min(case.q_len);
        let cut = Inputs {
            q: prefix(inputs.q.view(), keep).to_owned(),
            k: prefix(inputs.k.view(), keep).to_owned(),
            v: prefix(inputs.v.view(), keep).to_owned(),
            ..case.inputs()
        };
        let whole = run(&inputs).out;
        assert_close(&run(&cut).out, &prefix(whole.view(), keep));
    }

    /// Attention sees a set of keys: carrying values along, their order is nothing to it.
    #[test]
    fn keys_permuted_with_their_values_change_nothing(case in any_case(), turn in 0..9_usize) {
        let window = Window::default();
        let case = Case { causal: false, window, mask: None, padded: false, ..case };
        let inputs = case.inputs();
        let turned = Inputs { k: rotate(&inputs.k, turn), v: rotate(&inputs.v, turn), ..case.inputs() };
        let (plain, turned) = (run(&inputs), run(&turned));
        assert_close(&turned.out, &plain.out);
        assert_close(&turned.lse, &plain.lse);
        assert_close(&turned.weights, &rotate_axis(&plain.weights, Axis(3), turn));
    }

    /// Grouped queries are multi-head attention whose keys and values were copied to each head.
    #[test]
    fn grouped_queries_equal_repeated_keys(case in any_case()) {
        let inputs = case.inputs();
        let repeat = |x: &Array4<f64>| {
            let heads: Vec<usize> = (0..case.heads()).map(|head| head / case.group).collect();
            x.select(Axis(1), &heads)
        };
        let repeated = Inputs { k: repeat(&inputs.k), v: repeat(&inputs.v), ..case.inputs() };
        prop_assert_eq!(run(&inputs).out, run(&repeated).out);
    }

    #[test]
    fn single_precision_agrees_with_double(case in any_case()) {
        let inputs = case.inputs();
        let narrow = |x: &Array4<f64>| x.mapv(|x| x as f32);
        let widen = |x: &Array4<f32>| x.mapv(f64::from);
        let (q, k, v) = (narrow(&inputs.q), narrow(&inputs.k), narrow(&inputs.v));
        let additive = inputs.additive.as_ref().map(|mask| mask.mapv(|x| x as f32));
        let wide_additive = additive.as_ref().map(|mask| mask.mapv(f64::from));
        // Both start from the same rounded numbers, so only the arithmetic differs.
        let (wide_q, wide_k, wide_v) = (widen(&q), widen(&k), widen(&v));
        let rounded =
            Inputs { q: wide_q, k: wide_k, v: wide_v, additive: wide_additive, ..case.inputs() };
        let softcap = case.softcap.map(|cap| cap as f32);
        let options = Options {
            causal: rounded.settings.causal,
            offset: rounded.settings.offset.clone(),
            window: rounded.settings.window,
            sinks: rounded.settings.sinks,
            kv_lengths: rounded.settings.kv_lengths.clone(),
            mask: inputs.boolean.as_ref().map(|mask| Mask::Boolean(mask.view()))
                .or(additive.as_ref().map(|mask| Mask::Additive(mask.view()))),
            scale: None,
            softcap,
        };
        let single = attention(q.view(), k.view(), v.view(), &options).unwrap();
        let sizes = TileSizes { rows: 3, cols: 4 };
        let (tiled_out, tiled_lse) =
            tiled::attention(q.view(), k.view(), v.view(), &options, sizes, &mut ()).unwrap();
        let softcap = softcap.map(f64::from);
        let double = attend(&rounded, &Options { softcap, ..rounded.options() });
        assert_close(&single.masked, &double.masked);
        assert_close(&single.weights, &double.weights);
        assert_close(&single.out, &double.out);
        assert_close(&single.lse, &double.lse);
        assert_close(&tiled_out, &double.out);
        assert_close(&tiled_lse, &double.lse);
    }
}

fn run(inputs: &Inputs) -> Intermediates<f64> {
    attend(inputs, &inputs.options())
}

fn attend(inputs: &Inputs, options: &Options<'_, f64>) -> Intermediates<f64> {
    attention(inputs.q.view(), inputs.k.view(), inputs.v.view(), options).unwrap()
}

/// The first tokens of `[batch, heads, len, dim]`.
fn prefix(x: ArrayView4<'_, f64>, keep: usize) -> ArrayView4<'_, f64> {
    let mut x = x;
    x.slice_axis_inplace(Axis(2), Slice::from(0..keep));
    x
}

fn rotate(x: &Array4<f64>, turn: usize) -> Array4<f64> {
    rotate_axis(x, Axis(2), turn)
}

fn rotate_axis(x: &Array4<f64>, axis: Axis, turn: usize) -> Array4<f64> {
    let turn = turn % x.len_of(axis).max(1);
    let (head, tail) = x.view().split_at(axis, turn);
    concatenate(axis, &[tail, head]).unwrap()
}
