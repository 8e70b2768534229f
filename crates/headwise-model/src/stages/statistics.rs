//! Why scores are scaled, in numbers: how far they spread, and how sharp the softmax of them is.

use crate::recorder::{Meaning, Recorder};
use headwise_core::trace::Role;
use headwise_core::trace::build::{fixed, maximum, plain, read, rule, square_root, sum, var};
use ndarray::{Array1, Array3, ArrayD, Axis};

/// Mean and standard deviation of all `n x n` scores of each head, hidden ones included: what a
/// dot product does, before any mask.
pub(super) fn record_spread(
    recorder: &mut Recorder,
    scores: &str,
    names: [&str; 2],
    symbols: [&str; 2],
) {
    let values: Array3<f64> = recorder.values(scores);
    let (_, queries, keys) = values.dim();
    let count = (queries * keys) as f64;
    let score = || read(scores, ["h", "i", "j"].map(var));
    let over_all = |body| sum("i", fixed(queries), sum("j", fixed(keys), body)) / plain(count);

    let means: Array1<f64> = values.outer_iter().map(|head| head.sum() / count).collect();
    let meaning = Meaning {
        name: names[0],
        symbol: symbols[0],
        role: Role::Score,
        axes: &["head"],
        rule: rule(["h"], over_all(score())),
    };
    recorder.tensor(meaning, &means);

    let spreads: Array1<f64> = values.outer_iter().map(|head| head.std(0.0)).collect();
    let deviation = || score() - read(names[0], [var("h")]);
    let meaning = Meaning {
        name: names[1],
        symbol: symbols[1],
        role: Role::Score,
        axes: &["head"],
        rule: rule(["h"], square_root(over_all(deviation() * deviation()))),
    };
    recorder.tensor(meaning, &spreads);
}

/// The mean over queries of each one's largest weight: 1 when every query picks a single key, and
/// `1 / n` when all keys weigh the same. One for each head, or a scalar for a single head.
pub(super) fn record_peak(recorder: &mut Recorder, weights: &str, name: &str) {
    let values: ArrayD<f64> = recorder.values(weights);
    let (last, single) = (values.ndim() - 1, values.ndim() == 2);
    let extents = (values.len_of(Axis(last - 1)), values.len_of(Axis(last)));
    let largest = values.map_axis(Axis(last), |row| row.fold(0.0, |a: f64, &b| a.max(b)));
    let peak = largest.map_axis(Axis(last - 1), |rows| rows.sum() / rows.len() as f64);

    let cell: &[&str] = if single {
        &["i", "j"]
    } else {
        &["h", "i", "j"]
    };
    let places: Vec<_> = cell.iter().map(|name| var(name)).collect();
    let row_peak = maximum("j", fixed(extents.1), read(weights, places));
    let body = sum("i", fixed(extents.0), row_peak) / plain(extents.0 as f64);
    let (axes, vars): (&[&str], &[&str]) = if single {
        (&[], &[])
    } else {
        (&["head"], &["h"])
    };
    let meaning = Meaning {
        name,
        symbol: r"\bar a",
        role: Role::Weight,
        axes,
        rule: rule(vars.iter().copied(), body),
    };
    recorder.tensor(meaning, &peak);
}
