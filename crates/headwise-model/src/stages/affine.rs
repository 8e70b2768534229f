//! `x W + b`, row by row: what every projection is.

use crate::cells::Kept;
use crate::recorder::{Meaning, Recorder};
use headwise_core::trace::Role;
use headwise_core::trace::build::{fixed, input, read, rule, sum, var};

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
pub(super) fn record_map(
    recorder: &mut Recorder,
    map: &Affine<'_>,
    name: &str,
    symbol: &str,
    role: Role,
    axis: &str,
) {
    let (x, w) = (recorder.cells::<2>(map.x), recorder.cells(map.weights));
    let bias = map.bias.map(|bias| recorder.cells::<1>(bias));
    let (i, c, inner) = (var("i"), var("c"), var(map.inner));
    let product = read(map.x, [i, inner.clone()]) * read(map.weights, [inner, c.clone()]);
    let products = sum(map.inner, fixed(w.shape[0]), product);
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
    let mut values = x.times(&w);
    if let Some(bias) = bias {
        for row in values.numbers.chunks_exact_mut(w.shape[1]) {
            row.iter_mut()
                .zip(&bias.numbers)
                .for_each(|(value, bias)| *value += bias);
        }
    }
    recorder.tensor(meaning, &values);
}

/// Records learned numbers: nothing derives them but training.
pub(super) fn record_parameters(
    recorder: &mut Recorder,
    name: &str,
    symbol: &str,
    axes: &[&str],
    values: &dyn Kept,
) {
    let meaning = Meaning {
        name,
        symbol,
        role: Role::Parameter,
        axes,
        rule: input(&["r", "c"][..axes.len()]),
    };
    recorder.tensor(meaning, values);
}
