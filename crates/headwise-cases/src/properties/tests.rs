//! The properties judged: implementations with one fault each, and the properties that must notice.

use headwise_core::{Window, reference};

use super::*;
use crate::{Answer, Inputs, Subject, Tiles, tolerance};

/// The reference on inputs that were changed first, its answer changed afterwards.
fn faulty(
    property: Property,
    before: impl Fn(&mut Inputs<f32>),
    after: impl Fn(&mut Answer),
) -> Result<(), String> {
    let attention = |inputs: &Inputs<f32>| {
        let mut inputs = inputs.clone();
        before(&mut inputs);
        let (q, k, v) = (inputs.q.view(), inputs.k.view(), inputs.v.view());
        let run = reference::attention(q, k, v, &inputs.options());
        let run = run.map_err(|error| error.to_string())?;
        let mut answer = Answer {
            out: run.out.iter().copied().collect(),
            lse: run.lse.iter().copied().collect(),
        };
        after(&mut answer);
        Ok(answer)
    };
    property(&Subject {
        attention: &attention,
        tiles: Tiles {
            rows: &[4],
            columns: &[4],
            widths: &[4],
        },
        tolerance: tolerance::SINGLE,
        cases: 200,
    })
}

#[test]
fn an_option_that_is_ignored_is_noticed() {
    let forget: [fn(&mut Inputs<f32>); 9] = [
        |inputs| inputs.settings.causal = false,
        |inputs| inputs.settings.offset = None,
        |inputs| inputs.settings.window = Window::default(),
        |inputs| inputs.settings.sinks = 0,
        |inputs| inputs.boolean = None,
        |inputs| inputs.additive = None,
        |inputs| inputs.settings.kv_lengths = None,
        |inputs| inputs.settings.scale = None,
        |inputs| inputs.settings.softcap = None,
    ];
    for (at, forget) in forget.into_iter().enumerate() {
        let outcome = faulty(agrees_with_the_reference, forget, |_| ());
        assert!(outcome.is_err(), "option {at}");
    }
}

#[test]
fn an_error_of_a_ten_thousandth_is_noticed() {
    for property in [
        agrees_with_the_reference,
        agrees_where_lengths_break_tiles,
        agrees_where_widths_break_vectors,
        agrees_when_decoding,
        long_rows_stay_accurate,
    ] {
        let nudge = |numbers: &mut Vec<f32>| {
            if let Some(last) = numbers.last_mut() {
                *last += 1e-4;
            }
        };
        let exact = |_: &mut Inputs<f32>| ();
        assert!(faulty(property, exact, |answer| nudge(&mut answer.out)).is_err());
        assert!(faulty(property, exact, |answer| nudge(&mut answer.lse)).is_err());
        assert_eq!(faulty(property, exact, |_| ()), Ok(()));
    }
}

#[test]
fn a_position_that_is_lost_with_a_part_is_noticed() {
    for property in [
        queries_in_parts_equal_the_whole,
        keys_in_parts_merge_to_the_whole,
    ] {
        let forget = |inputs: &mut Inputs<f32>| inputs.settings.offset = None;
        assert!(faulty(property, forget, |_| ()).is_err());
    }
}

#[test]
fn keys_whose_order_matters_are_noticed() {
    // Only the first key counts.
    let first = |inputs: &mut Inputs<f32>| {
        let batch = inputs.q.len_of(ndarray::Axis(0));
        let most = inputs.k.len_of(ndarray::Axis(2)).min(1);
        inputs.settings.kv_lengths = Some(vec![most; batch]);
    };
    let property = keys_permuted_with_their_values_change_nothing;
    assert!(faulty(property, first, |_| ()).is_err());
}

#[test]
fn a_row_of_nothing_that_is_not_zero_is_noticed() {
    let small = |answer: &mut Answer| {
        for lse in &mut answer.lse {
            *lse = lse.max(-1e30);
        }
    };
    assert!(faulty(rows_that_see_nothing_are_zero, |_| (), small).is_err());
}

#[test]
fn odd_numbers_that_are_swept_under_are_noticed() {
    let sweep = |x: &mut f32| {
        if !x.is_finite() {
            *x = 0.0;
        }
    };
    for property in [
        a_visible_nan_makes_its_row_nan,
        infinite_values_stay_infinite,
        an_infinite_score_is_nan_or_hides_its_key,
        a_softcap_makes_infinite_scores_finite,
    ] {
        let clean = |inputs: &mut Inputs<f32>| {
            inputs.q.map_inplace(sweep);
            inputs.k.map_inplace(sweep);
            inputs.v.map_inplace(sweep);
        };
        assert!(faulty(property, clean, |_| ()).is_err());
    }
    let clean = |inputs: &mut Inputs<f32>| {
        if let Some(bias) = &mut inputs.additive {
            bias.map_inplace(sweep);
        }
    };
    assert!(faulty(a_nan_bias_makes_its_rows_nan, clean, |_| ()).is_err());
}

#[test]
fn every_property_is_listed_once() {
    let list = list();
    let mut names: Vec<_> = list.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), list.len()), (20, 20));
}
