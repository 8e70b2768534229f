//! Hidden means hidden, and nothing else does.

use ndarray::{ArrayD, Axis, IxDyn};

use crate::answer::{compare, widen};
use crate::{Case, Subject};

const BAD: [f32; 3] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY];

/// A row without a visible key gives exactly 0 and -inf: for padding, for queries before the first key,
/// for a mask of -inf.
pub fn rows_that_see_nothing_are_zero(subject: &Subject<'_>) -> Result<(), String> {
    for q_len in [3, 40] {
        let before = Case {
            causal: true,
            offset: Some(-2),
            ..Case::plain(q_len, 40, 8, 8)
        };
        let inputs = before.inputs();
        let answer = subject.answer(&inputs)?;
        answer.agrees(&inputs.expected(), subject.tolerance)?;
        nothing(&answer.out[..2 * 8], &answer.lse[..2])?;

        // As many valid keys as the seed says: none.
        let padded = Case {
            padded: true,
            seed: 0,
            ..Case::plain(q_len, 40, 8, 8)
        };
        let mut masked = Case::plain(q_len, 40, 8, 8).inputs();
        masked.additive = Some(ArrayD::from_elem(IxDyn(&[1, 40]), f32::NEG_INFINITY));
        for inputs in [padded.inputs(), masked] {
            let answer = subject.answer(&inputs)?;
            nothing(&answer.out, &answer.lse)?;
        }
    }
    Ok(())
}

fn nothing(out: &[f32], lse: &[f32]) -> Result<(), String> {
    match out.iter().all(|&x| x == 0.0) && lse.iter().all(|&x| x == f32::NEG_INFINITY) {
        true => Ok(()),
        false => Err(format!(
            "a row that sees nothing gives {out:?} and lse {lse:?}"
        )),
    }
}

/// Keys and values that are NaN or infinite: hidden from all rows, or from those before them.
pub fn what_is_hidden_is_not_read(subject: &Subject<'_>) -> Result<(), String> {
    for q_len in [1, 7, 60] {
        for bad in BAD {
            for key in [299, 290, 3] {
                let case = Case {
                    causal: true,
                    offset: Some(250),
                    ..Case::plain(q_len, 300, 5, 6)
                };
                let mut inputs = case.inputs();
                inputs.k[[0, 0, key, 2]] = bad;
                inputs.v[[0, 0, key, 4]] = bad;
                subject
                    .judge(&inputs)
                    .map_err(|error| format!("{error}; {q_len} queries, {bad} at key {key}"))?;
            }
        }
    }
    Ok(())
}

/// Many programs hide keys by adding the least finite number, which hides nothing: a row of nothing
/// else is uniform.
pub fn a_mask_of_least_numbers_hides_nothing(subject: &Subject<'_>) -> Result<(), String> {
    for q_len in [1, 20] {
        let mut inputs = Case::plain(q_len, 40, 8, 8).inputs();
        inputs.additive = Some(ArrayD::from_elem(IxDyn(&[1, 40]), f32::MIN));
        let answer = subject.answer(&inputs)?;
        let values = inputs.v.mapv(f64::from);
        let mean = values.mean_axis(Axis(2)).ok_or("there are values")?;
        for row in answer.out.chunks_exact(8) {
            compare(
                "a uniform row",
                row,
                mean.iter().copied().collect::<Vec<_>>().into_iter(),
                subject.tolerance,
            )?;
        }
        let lowest = vec![f32::MIN; q_len];
        compare("lse", &answer.lse, widen(&lowest), subject.tolerance)?;
    }
    Ok(())
}
