//! NaN and infinities that are seen: each with few queries and with many, which kernels compute apart.

use ndarray::IxDyn;

use crate::{Case, Inputs, Subject, random};

const BAD: [f32; 3] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
const Q_LENS: [usize; 3] = [1, 7, 60];

/// A row is NaN that sees a NaN in a key, and all of it; in one column, where the NaN is in a value; no
/// other.
pub fn a_visible_nan_makes_its_row_nan(subject: &Subject<'_>) -> Result<(), String> {
    for q_len in Q_LENS {
        for key in [0, 5, 299] {
            check(subject, q_len, |inputs| inputs.k[[0, 0, key, 2]] = f32::NAN)?;
            check(subject, q_len, |inputs| inputs.v[[0, 0, key, 2]] = f32::NAN)?;
        }
        check(subject, q_len, |inputs| {
            inputs.q[[0, 0, q_len / 2, 2]] = f32::NAN;
        })?;
    }
    Ok(())
}

/// An infinite value with a positive weight; two of opposite signs give NaN.
pub fn infinite_values_stay_infinite(subject: &Subject<'_>) -> Result<(), String> {
    for q_len in Q_LENS {
        check(subject, q_len, |inputs| {
            inputs.v[[0, 0, 7, 3]] = f32::INFINITY;
            inputs.v[[0, 0, 270, 3]] = f32::NEG_INFINITY;
        })?;
        for key in [0, 297, 299] {
            for bad in [f32::INFINITY, f32::NEG_INFINITY] {
                check(subject, q_len, |inputs| inputs.v[[0, 0, key, 3]] = bad)?;
            }
        }
    }
    Ok(())
}

/// A score of +inf gives inf - inf; one of -inf says that the key is hidden, so that its value, too, is
/// not read.
pub fn an_infinite_score_is_nan_or_hides_its_key(subject: &Subject<'_>) -> Result<(), String> {
    for q_len in Q_LENS {
        for key in [1, 299] {
            for bad in BAD {
                check(subject, q_len, |inputs| {
                    inputs.k[[0, 0, key, 2]] = bad;
                    inputs.v[[0, 0, key, 3]] = bad;
                })?;
            }
        }
        check(subject, q_len, |inputs| {
            inputs.q[[0, 0, 0, 2]] = f32::INFINITY;
        })?;
    }
    Ok(())
}

/// A bias may be odd like any other part of a score.
pub fn a_nan_bias_makes_its_rows_nan(subject: &Subject<'_>) -> Result<(), String> {
    for q_len in Q_LENS {
        for bad in BAD {
            check(subject, q_len, |inputs| {
                let mut bias = random(IxDyn(&[q_len, 300]), 5, 0);
                bias[IxDyn(&[q_len / 2, 9])] = bad;
                inputs.additive = Some(bias);
            })?;
        }
    }
    Ok(())
}

/// `c tanh(inf / c) = c`: only a NaN is still odd behind a softcap.
pub fn a_softcap_makes_infinite_scores_finite(subject: &Subject<'_>) -> Result<(), String> {
    for q_len in Q_LENS {
        for bad in BAD {
            check(subject, q_len, |inputs| {
                inputs.settings.softcap = Some(3.0);
                inputs.k[[0, 0, 8, 2]] = bad;
            })?;
        }
    }
    Ok(())
}

/// A problem of 300 keys and grouped heads, causal or not, with numbers replaced.
fn check(
    subject: &Subject<'_>,
    q_len: usize,
    change: impl Fn(&mut Inputs<f32>),
) -> Result<(), String> {
    for causal in [true, false] {
        let case = Case {
            causal,
            kv_heads: 2,
            group: 2,
            ..Case::plain(q_len, 300, 5, 6)
        };
        let mut inputs = case.inputs();
        change(&mut inputs);
        subject.judge(&inputs).map_err(|error| {
            format!(
                "{error}; {q_len} queries, causal: {causal}, {}",
                odd(&inputs)
            )
        })?;
    }
    Ok(())
}

/// Which numbers were replaced.
fn odd(inputs: &Inputs<f32>) -> String {
    let found = [("q", &inputs.q), ("k", &inputs.k), ("v", &inputs.v)]
        .into_iter()
        .flat_map(|(name, array)| array.indexed_iter().map(move |(at, &x)| (name, at, x)))
        .filter(|(_, _, x)| !x.is_finite())
        .map(|(name, at, x)| format!("{name} is {x} at {at:?}"));
    found.collect::<Vec<_>>().join(", ")
}
