//! FlashDecoding: the keys of one query shared out among workers, each with a state of its own, and
//! the states merged (Dao et al. 2023, "Flash-Decoding for long-context inference").

use super::{Plan, keep};
use crate::cells::Cells;
use crate::recorder::Recorder;
use headwise_core::online_softmax::RowState;
use headwise_core::trace::build::{
    Formula, entry, exp_shifted, fixed, logarithm, maximum, negative_infinity, number, plain, read,
    select, sum, var,
};
use headwise_core::trace::{Comparison, Role};
use ndarray::{ArrayView1, ArrayView2};

const WORKER: (&str, &str) = ("worker", "w");
const DIM: (&str, &str) = ("dim", "d");

pub(super) fn record(plan: &Plan<'_>, recorder: &mut Recorder) {
    let n = plan.tokens();
    let share = n.div_ceil(plan.tiles.splits);
    let workers = n.div_ceil(share);
    let states = work(plan, recorder, share);
    let last = || fixed(n - 1);
    let own = |body: Formula, otherwise: Formula| {
        let worker = number(var("j") / share);
        select(worker, Comparison::Equal, number(var("w")), body, otherwise)
    };
    let score = || plan.score(last(), var("j"));

    let maxima = Cells::of(states.iter().map(|state| state.max).collect());
    let body = maximum("j", fixed(n), own(score(), negative_infinity()));
    keep(
        recorder,
        ("splitMax", "m_w", Role::Score),
        &[WORKER],
        body,
        &maxima,
    );
    let weight = || exp_shifted(score(), entry("splitMax", &["w"]));
    let sums = Cells::of(states.iter().map(|state| state.sum).collect());
    let body = sum("j", fixed(n), own(weight(), plain(0.0)));
    keep(
        recorder,
        ("splitSum", "l_w", Role::Weight),
        &[WORKER],
        body,
        &sums,
    );
    let width = plan.layer.head_dim();
    let outs = Cells::from_places([workers, width], &mut |[w, d]| states[w].out[d]);
    let weighted = own(weight() * plan.value(var("j"), var("d")), plain(0.0));
    let body = sum("j", fixed(n), weighted);
    keep(
        recorder,
        ("splitOutput", "O_w", Role::Output),
        &[WORKER, DIM],
        body,
        &outs,
    );

    merge(recorder, workers, width, &states);
    recorder.step("split", &["splitMax", "splitSum", "splitOutput"]);
    recorder.step(
        "merge",
        &[
            "mergedMax",
            "mergeFactor",
            "mergedSum",
            "mergedOutput",
            "mergedLse",
        ],
    );
}

/// Each worker's state after its share of the keys.
fn work(plan: &Plan<'_>, recorder: &Recorder, share: usize) -> Vec<RowState<f64>> {
    let n = plan.tokens();
    let (scores, values) = (recorder.cells::<3>("masked"), recorder.cells::<3>("vHeads"));
    let width = plan.layer.head_dim();
    // The last row of the head's scores, and all values of its key head.
    let scores = &scores.numbers[(plan.tiles.head * n + n - 1) * n..][..n];
    let values = &values.numbers[plan.kv_head() * n * width..][..n * width];
    let shares = scores.chunks(share).zip(values.chunks(share * width));
    let states = shares.map(|(scores, values)| {
        let mut state = RowState::new(width);
        let values = ArrayView2::from_shape((scores.len(), width), values);
        let values = values.expect("as many rows as scores");
        state.step(ArrayView1::from(scores), values);
        state
    });
    states.collect()
}

fn merge(recorder: &mut Recorder, workers: usize, width: usize, states: &[RowState<f64>]) {
    let mut merged = RowState::new(width);
    states.iter().for_each(|state| merged.merge(state));
    let each = || fixed(workers);
    let max = Cells::filled([], merged.max);
    let body = maximum("w", each(), entry("splitMax", &["w"]));
    keep(recorder, ("mergedMax", "m", Role::Score), &[], body, &max);

    let kept = recorder.cells::<1>("splitMax");
    let factors = Cells::from_places(kept.shape, &mut |[w]| {
        if kept[[w]] == f64::NEG_INFINITY {
            0.0
        } else {
            (kept[[w]] - merged.max).exp()
        }
    });
    let body = exp_shifted(entry("splitMax", &["w"]), read("mergedMax", []));
    let meaning = ("mergeFactor", r"e^{m_w - m}", Role::Weight);
    keep(recorder, meaning, &[WORKER], body, &factors);

    let factor = || entry("mergeFactor", &["w"]);
    let body = sum("w", each(), factor() * entry("splitSum", &["w"]));
    keep(
        recorder,
        ("mergedSum", "l", Role::Weight),
        &[],
        body,
        &Cells::filled([], merged.sum),
    );
    let total = || read("mergedSum", []);
    let weighted = factor() * entry("splitOutput", &["w", "d"]);
    let body = sum("w", each(), weighted) / total();
    let (out, lse) = merged.finish();
    keep(
        recorder,
        ("mergedOutput", "O / l", Role::Output),
        &[DIM],
        body,
        &out,
    );
    let body = read("mergedMax", []) + logarithm(total());
    keep(
        recorder,
        ("mergedLse", r"m + \ln l", Role::Score),
        &[],
        body,
        &Cells::filled([], lse),
    );
}
