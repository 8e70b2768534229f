//! `x W + b`, row by row: what every projection is.

use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::projection::project;
use headwise_core::trace::Role;
use headwise_core::trace::build::{fixed, input, read, rule, sum, var};
use ndarray::{Array, Array1, Array2, Dimension};

/// What is multiplied, by the names of its tensors.
pub(super) struct Affine<'a> {
    /// `[token, d_in]`.
    pub(super) x: &'a str,
    /// `[d_in, d_out]`.
    pub(super) weights: &'a str,
    /// `[d_out]`.
    pub(super) bias: Option<&'a str>,
    /// The index variable of the features that are summed over.
    pub(super) inner: &'a str,
}

/// Records `x W + b` under a name, `[token, axis]`.
///
/// # Errors
/// Those of [`project`]; none for tensors that fit.
pub(super) fn record_map(
    recorder: &mut Recorder,
    map: &Affine<'_>,
    name: &str,
    symbol: &str,
    role: Role,
    axis: &str,
) -> Result<(), AttentionError> {
    let x: Array2<f64> = recorder.values(map.x);
    let w: Array2<f64> = recorder.values(map.weights);
    let bias: Option<Array1<f64>> = map.bias.map(|bias| recorder.values(bias));
    let (i, c, inner) = (var("i"), var("c"), var(map.inner));
    let product = read(map.x, [i, inner.clone()]) * read(map.weights, [inner, c.clone()]);
    let products = sum(map.inner, fixed(w.nrows()), product);
    let body = match map.bias {
        Some(bias) => products + read(bias, [c]),
        None => products,
    };
    let meaning = Meaning {
        name,
        symbol,
        role,
        axes: &["token", axis],
        rule: rule(["i", "c"], body),
    };
    let mut values = project(x.view(), w.view(), None)?;
    if let Some(bias) = bias {
        // Row by row, which needs no broadcasting among what readers download.
        for mut row in values.outer_iter_mut() {
            row.scaled_add(1.0, &bias);
        }
    }
    recorder.tensor(meaning, &values);
    Ok(())
}

/// Records learned numbers: nothing derives them but training.
pub(super) fn record_parameters<A: Copy + Into<f64>, D: Dimension>(
    recorder: &mut Recorder,
    name: &str,
    symbol: &str,
    axes: &[&str],
    values: &Array<A, D>,
) {
    let meaning = Meaning {
        name,
        symbol,
        role: Role::Parameter,
        axes,
        rule: input(["r", "c"].into_iter().take(axes.len())),
    };
    recorder.tensor(meaning, values);
}
