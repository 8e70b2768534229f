//! Why scores are scaled, in numbers: how far they spread, and how sharp the softmax of them is.

use crate::cells::Cells;
use crate::recorder::{Meaning, Recorder};
use headwise_core::trace::Role;
use headwise_core::trace::build::{
    entry, fixed, maximum, plain, read, rule, square_root, sum, var,
};

/// Mean and standard deviation of all `n x n` scores of each head, hidden ones included: what a
/// dot product does, before any mask.
pub(super) fn record_spread(
    recorder: &mut Recorder,
    scores: &str,
    names: [&str; 2],
    symbols: [&str; 2],
) {
    let values = recorder.cells::<3>(scores);
    let [_, queries, keys] = values.shape;
    let heads = || values.numbers.chunks_exact(queries * keys);
    let count = (queries * keys) as f64;
    let score = || entry(scores, &["h", "i", "j"]);
    let over_all = |body| sum("i", fixed(queries), sum("j", fixed(keys), body)) / plain(count);

    let mean = |head: &[f64]| head.iter().sum::<f64>() / count;
    let means = Cells::of(heads().map(mean).collect());
    let meaning = Meaning {
        name: names[0],
        symbol: symbols[0],
        role: Role::Score,
        axes: &["head"],
        rule: rule(["h"], over_all(score())),
    };
    recorder.tensor(meaning, &means);

    let spread = |head: &[f64]| {
        let mean = mean(head);
        let squares = head.iter().map(|score| (score - mean) * (score - mean));
        (squares.sum::<f64>() / count).sqrt()
    };
    let spreads = Cells::of(heads().map(spread).collect());
    let deviation = || score() - entry(names[0], &["h"]);
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
/// `1 / n` when all keys weigh the same. One for each head, or a scalar for weights without heads.
pub(super) fn record_peak(recorder: &mut Recorder, weights: &str, name: &str, each_head: bool) {
    let first = usize::from(!each_head);
    let values = recorder.cells::<3>(weights);
    let [heads, queries, keys] = values.shape;
    let peak = Cells::from_places([heads], &mut |[h]| {
        let rows = values.numbers.chunks_exact(keys);
        let rows = rows.skip(h * queries).take(queries);
        let largest = rows.map(|row| row.iter().copied().fold(0.0, f64::max));
        largest.sum::<f64>() / queries as f64
    });

    let cell: Vec<_> = ["h", "i", "j"][first..]
        .iter()
        .map(|name| var(name))
        .collect();
    let largest = maximum("j", fixed(keys), read(weights, cell));
    let body = sum("i", fixed(queries), largest) / plain(queries as f64);
    let meaning = Meaning {
        name,
        symbol: r"\bar a",
        role: Role::Weight,
        axes: &["head"][first..],
        rule: rule(&["h"][first..], body),
    };
    recorder.tensor(meaning, &peak);
}
