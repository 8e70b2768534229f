//! m, l and O of every row after every tile, and what the tiles make of them.

use super::{Plan, Walk, keep, larger};
use crate::cells::Cells;
use crate::recorder::Recorder;
use headwise_core::trace::build::{
    Formula, entry, exp_shifted, fixed, logarithm, maximum, negative_infinity, number, plain, read,
    select, sum, var,
};
use headwise_core::trace::{Comparison, Role};

const PASS: (&str, &str) = ("pass", "p");
const QUERY: (&str, &str) = ("query", "i");
const KEY: (&str, &str) = ("key", "j");
const DIM: (&str, &str) = ("dim", "d");
const TILE: (&str, &str) = ("keyTile", "t");

pub(super) fn record(plan: &Plan<'_>, walk: &Walk, recorder: &mut Recorder) {
    record_visited(plan, walk, recorder);
    record_maxima(plan, walk, recorder);
    record_weights(plan, recorder);
    record_sums(plan, walk, recorder);
    record_result(plan, walk, recorder);
    let own = ["tileMax", "rescale", "tileWeights", "tileSum", "tileOutput"];
    recorder.step("walk", &[&["tileVisited", "tileRowMax"][..], &own].concat());
    recorder.step(
        "finishTiles",
        &["tiledOutput", "tiledLse", "tiledDifference"],
    );
}

/// `before` for the state before any tile, `after` for those behind one.
fn recurrence(before: Formula, after: Formula) -> Formula {
    let first = number(fixed(0));
    select(number(var("p")), Comparison::Equal, first, before, after)
}

fn record_visited(plan: &Plan<'_>, walk: &Walk, recorder: &mut Recorder) {
    let seen = entry("visible", &["i", "j"]);
    let in_columns = plan.in_tile(var("t"), seen, plain(0.0));
    let any_key = maximum("j", fixed(plan.tokens()), in_columns);
    let row = number(var("i") / plan.tiles.rows);
    let in_rows = select(
        row,
        Comparison::Equal,
        number(var("r")),
        any_key,
        plain(0.0),
    );
    let body = maximum("i", fixed(plan.tokens()), in_rows);
    let meaning = ("tileVisited", r"\text{visited}", Role::Mask);
    keep(
        recorder,
        meaning,
        &[("queryTile", "r"), TILE],
        body,
        &walk.visited,
    );
}

/// The largest score of each tile, the running maximum, and what it costs the past when it grows.
fn record_maxima(plan: &Plan<'_>, walk: &Walk, recorder: &mut Recorder) {
    let (scores, head) = (recorder.cells::<3>("masked"), plan.tiles.head);
    let n = plan.tokens();
    let row_max = Cells::from_places([plan.key_tiles(), n], &mut |[t, i]| {
        let columns = t * plan.tiles.columns..n.min((t + 1) * plan.tiles.columns);
        columns.fold(f64::NEG_INFINITY, |most, j| most.max(scores[[head, i, j]]))
    });
    let own = plan.score(var("i"), var("j"));
    let body = maximum(
        "j",
        fixed(n),
        plan.in_tile(var("t"), own, negative_infinity()),
    );
    let meaning = ("tileRowMax", r"\tilde m", Role::Score);
    keep(recorder, meaning, &[TILE, QUERY], body, &row_max);

    let before = read("tileMax", [var("p") - 1, var("i")]);
    let grown = larger(before, read("tileRowMax", [var("p") - 1, var("i")]));
    let body = recurrence(negative_infinity(), grown);
    keep(
        recorder,
        ("tileMax", "m", Role::Score),
        &[PASS, QUERY],
        body,
        &walk.max,
    );

    let max = recorder.cells::<2>("tileMax");
    let factors = Cells::from_places([plan.key_tiles(), n], &mut |[t, i]| {
        let (before, after) = (max[[t, i]], max[[t + 1, i]]);
        // Equal maxima include minus infinity, whose difference is no number.
        if before == after {
            1.0
        } else {
            (before - after).exp()
        }
    });
    let before = || entry("tileMax", &["t", "i"]);
    let after = || read("tileMax", [var("t") + fixed(1), var("i")]);
    let moved = exp_shifted(before(), after());
    let body = select(before(), Comparison::Equal, after(), plain(1.0), moved);
    let meaning = ("rescale", r"e^{m - m'}", Role::Weight);
    keep(recorder, meaning, &[TILE, QUERY], body, &factors);
}

/// The exponentials of a tile, relative to the maximum that its rows had then.
fn record_weights(plan: &Plan<'_>, recorder: &mut Recorder) {
    let (scores, max) = (
        recorder.cells::<3>("masked"),
        recorder.cells::<2>("tileMax"),
    );
    let [_, queries, keys] = scores.shape;
    let weights = Cells::from_places([queries, keys], &mut |[i, j]| {
        let score = scores[[plan.tiles.head, i, j]];
        if score == f64::NEG_INFINITY {
            return 0.0;
        }
        (score - max[[j / plan.tiles.columns + 1, i]]).exp()
    });
    let then = var("j") / plan.tiles.columns + fixed(1);
    let body = exp_shifted(
        plan.score(var("i"), var("j")),
        read("tileMax", [then, var("i")]),
    );
    let meaning = ("tileWeights", r"\tilde P", Role::Weight);
    keep(recorder, meaning, &[QUERY, KEY], body, &weights);
}

fn record_sums(plan: &Plan<'_>, walk: &Walk, recorder: &mut Recorder) {
    let n = plan.tokens();
    let factor = || read("rescale", [var("p") - 1, var("i")]);
    let weight = || entry("tileWeights", &["i", "j"]);
    let of_tile = |body| sum("j", fixed(n), plan.in_tile(var("p") - 1, body, plain(0.0)));

    let before = read("tileSum", [var("p") - 1, var("i")]);
    let body = recurrence(plain(0.0), factor() * before + of_tile(weight()));
    keep(
        recorder,
        ("tileSum", "l", Role::Weight),
        &[PASS, QUERY],
        body,
        &walk.sum,
    );

    let before = read("tileOutput", [var("p") - 1, var("i"), var("d")]);
    let weighted = weight() * plan.value(var("j"), var("d"));
    let body = recurrence(plain(0.0), factor() * before + of_tile(weighted));
    let meaning = ("tileOutput", "O", Role::Output);
    keep(recorder, meaning, &[PASS, QUERY, DIM], body, &walk.out);
}

/// One division at the end, and how far the result is from the attention that was recorded before.
fn record_result(plan: &Plan<'_>, walk: &Walk, recorder: &mut Recorder) {
    let last = fixed(plan.key_tiles());
    let (out, lse) = &walk.result;
    let total = || read("tileSum", [last.clone(), var("i")]);
    let unnormalised = read("tileOutput", [last.clone(), var("i"), var("d")]);
    let meaning = ("tiledOutput", r"O / l", Role::Output);
    keep(
        recorder,
        meaning,
        &[QUERY, DIM],
        unnormalised / total(),
        out,
    );

    let max = read("tileMax", [last.clone(), var("i")]);
    let meaning = ("tiledLse", r"m + \ln l", Role::Score);
    keep(recorder, meaning, &[QUERY], max + logarithm(total()), lse);

    let outputs = recorder.cells::<3>("headOutputs");
    let tiled = recorder.cells::<2>("tiledOutput");
    let difference = Cells::from_places(tiled.shape, &mut |[i, d]| {
        tiled[[i, d]] - outputs[[plan.tiles.head, i, d]]
    });
    let whole = read("headOutputs", [fixed(plan.tiles.head), var("i"), var("d")]);
    let body = entry("tiledOutput", &["i", "d"]) - whole;
    let meaning = ("tiledDifference", r"\varepsilon", Role::Output);
    keep(recorder, meaning, &[QUERY, DIM], body, &difference);
}
