//! The last row three times under strain, in f32: scores that overflow where no maximum is
//! subtracted, one late score far above the rest, and no visible key at all. Beside the naive
//! softmax stand the states of the one-pass walk over the same numbers (Milakov and Gimelshein 2018,
//! algorithms 1 and 3), which hold.

use super::{Plan, keep, larger};
use crate::cells::Cells;
use crate::recorder::Recorder;
use headwise_core::online_softmax::RowState;
use headwise_core::trace::build::{
    Formula, Place, constant, entry, exp_shifted, fixed, logarithm, maximum, negative_infinity,
    number, plain, power, read, select, sum, var,
};
use headwise_core::trace::{Comparison, Role};
use ndarray::{ArrayView1, ArrayView2};

const CASE: (&str, &str) = ("case", "c");
const KEY: (&str, &str) = ("key", "j");
const PASS: (&str, &str) = ("pass", "p");
const TILE: (&str, &str) = ("keyTile", "t");

/// Overflow, a late score, nothing visible.
const CASES: usize = 3;
/// Where the largest score is moved to: far enough that the others overflow f32 with it.
const RAISED: f64 = 120.0;
/// How far the last score is put above the largest.
const LATE: f64 = 12.0;

pub(super) fn record(plan: &Plan<'_>, recorder: &mut Recorder) {
    record_scores(plan, recorder);
    record_naive(plan, recorder);
    record_states(plan, recorder);
    record_weights(plan, recorder);
    recorder.fact(
        "strainRaised",
        RAISED,
        "where the largest score is moved to",
    );
    recorder.fact(
        "strainLate",
        LATE,
        "how far the last score is put above the rest",
    );
    recorder.fact(
        "largestExponent",
        largest_exponent(),
        "\\ln of the largest f32",
    );
    recorder.step(
        "strain",
        &["strained", "naiveExponentials", "naiveSum", "naiveWeights"],
    );
    let held = ["safeMax", "safeFactor", "safeSum", "safeWeights", "safeLse"];
    recorder.step("hold", &held);
}

/// `exp` of more than this is infinite in f32.
fn largest_exponent() -> f64 {
    f64::from(f32::MAX).ln()
}

fn infinity() -> Formula {
    plain(0.0) - negative_infinity()
}

/// `then` in one case, else `otherwise`.
fn in_case(case: usize, then: Formula, otherwise: Formula) -> Formula {
    let own = number(fixed(case));
    select(number(var("c")), Comparison::Equal, own, then, otherwise)
}

fn strained() -> Formula {
    entry("strained", &["c", "j"])
}

fn record_scores(plan: &Plan<'_>, recorder: &mut Recorder) {
    let last = plan.tokens() - 1;
    let (masked, head) = (recorder.cells::<3>("masked"), plan.tiles.head);
    let max = recorder.cells::<2>("rowMax")[[head, last]];
    let scores = Cells::from_places([CASES, last + 1], &mut |[case, j]| match case {
        0 => masked[[head, last, j]] - max + RAISED,
        1 if j == last => max + LATE,
        1 => masked[[head, last, j]],
        _ => f64::NEG_INFINITY,
    });

    let own = || plan.score(fixed(last), var("j"));
    let most = || read("rowMax", [fixed(plan.tiles.head), fixed(last)]);
    let raised = own() - most() + plain(RAISED);
    let newest = number(fixed(last));
    let above = most() + plain(LATE);
    let late = select(number(var("j")), Comparison::Equal, newest, above, own());
    let body = in_case(0, raised, in_case(1, late, negative_infinity()));
    let meaning = ("strained", r"\tilde s", Role::Score);
    keep(recorder, meaning, &[CASE, KEY], body, &scores);
}

/// The softmax without its maximum, and with one reciprocal for the row, as a careless kernel has it.
fn record_naive(plan: &Plan<'_>, recorder: &mut Recorder) {
    let scores = recorder.cells::<2>("strained");
    let raised = |place| (scores[place] as f32).exp();
    let exponentials = Cells::from_places(scores.shape, &mut |place| raised(place).into());
    let most = constant(largest_exponent(), r"\ln \max_{\text{f32}}");
    let exponential = exp_shifted(strained(), plain(0.0));
    let body = select(
        strained(),
        Comparison::AtMost,
        most,
        exponential,
        infinity(),
    );
    let meaning = ("naiveExponentials", r"e^{\tilde s}", Role::Weight);
    keep(recorder, meaning, &[CASE, KEY], body, &exponentials);

    let of_case = |case| (0..plan.tokens()).map(move |j| raised([case, j]));
    let sums = Cells::from_places([CASES], &mut |[case]| of_case(case).sum::<f32>().into());
    let exponential = || entry("naiveExponentials", &["c", "j"]);
    let body = sum("j", fixed(plan.tokens()), exponential());
    keep(
        recorder,
        ("naiveSum", "l", Role::Weight),
        &[CASE],
        body,
        &sums,
    );

    let weights = Cells::from_places(scores.shape, &mut |[case, j]| {
        let reciprocal = (sums[[case]] as f32).recip();
        (raised([case, j]) * reciprocal).into()
    });
    let body = exponential() * power(entry("naiveSum", &["c"]), plain(-1.0));
    let meaning = ("naiveWeights", r"e^{\tilde s} \, l^{-1}", Role::Weight);
    keep(recorder, meaning, &[CASE, KEY], body, &weights);
}

/// m, l and what they were multiplied by, tile after tile.
fn record_states(plan: &Plan<'_>, recorder: &mut Recorder) {
    let scores = recorder.cells::<2>("strained");
    let scores: Vec<f32> = scores.numbers.iter().map(|&score| score as f32).collect();
    let passes = [CASES, plan.key_tiles() + 1];
    let mut max = Cells::filled(passes, f64::NEG_INFINITY);
    let mut sums = Cells::filled(passes, 0.0);
    let mut factors = Cells::filled([CASES, plan.key_tiles()], 0.0);
    for (case, row) in scores.chunks_exact(plan.tokens()).enumerate() {
        let mut state = RowState::new(0);
        for (tile, keys) in row.chunks(plan.tiles.columns).enumerate() {
            // The weights alone matter here: there is nothing to weigh.
            let values = ArrayView2::from_shape((keys.len(), 0), &[]);
            let values = values.expect("no values for any number of keys");
            let step = state.step(ArrayView1::from(keys), values);
            max[[case, tile + 1]] = state.max.into();
            sums[[case, tile + 1]] = state.sum.into();
            factors[[case, tile]] = step.factor.into();
        }
    }
    let n = fixed(plan.tokens());
    let begin = |before: Formula, after: Formula| {
        let first = number(fixed(0));
        select(number(var("p")), Comparison::Equal, first, before, after)
    };
    let of_tile = |body: Formula, otherwise: Formula| plan.in_tile(var("p") - 1, body, otherwise);

    let before = || read("safeMax", [var("c"), var("p") - 1]);
    let own = maximum("j", n.clone(), of_tile(strained(), negative_infinity()));
    let body = begin(negative_infinity(), larger(before(), own));
    keep(
        recorder,
        ("safeMax", "m", Role::Score),
        &[CASE, PASS],
        body,
        &max,
    );

    let [old, new] = [var("t"), var("t") + fixed(1)];
    let at = |pass: &Place| read("safeMax", [var("c"), pass.clone()]);
    let moved = exp_shifted(at(&old), at(&new));
    let body = select(at(&old), Comparison::Equal, at(&new), plain(1.0), moved);
    let meaning = ("safeFactor", r"e^{m - m'}", Role::Weight);
    keep(recorder, meaning, &[CASE, TILE], body, &factors);

    let factor = read("safeFactor", [var("c"), var("p") - 1]);
    let past = read("safeSum", [var("c"), var("p") - 1]);
    let weight = exp_shifted(strained(), entry("safeMax", &["c", "p"]));
    let gained = sum("j", n, of_tile(weight, plain(0.0)));
    let body = begin(plain(0.0), factor * past + gained);
    keep(
        recorder,
        ("safeSum", "l", Role::Weight),
        &[CASE, PASS],
        body,
        &sums,
    );
}

/// What the states make of the scores; a row without a visible key has weights 0.
fn record_weights(plan: &Plan<'_>, recorder: &mut Recorder) {
    let scores = recorder.cells::<2>("strained");
    let last = plan.key_tiles();
    let max = recorder.cells::<2>("safeMax");
    let sums = recorder.cells::<2>("safeSum");
    let weights = Cells::from_places(scores.shape, &mut |[case, j]| {
        match scores[[case, j]] {
            // Hidden: its distance from a maximum of minus infinity is no number.
            f64::NEG_INFINITY => 0.0,
            score => (score - max[[case, last]]).exp() / sums[[case, last]],
        }
    });
    let final_max = || read("safeMax", [var("c"), fixed(last)]);
    let final_sum = || read("safeSum", [var("c"), fixed(last)]);
    let body = exp_shifted(strained(), final_max()) / final_sum();
    let meaning = ("safeWeights", r"e^{\tilde s - m} / l", Role::Weight);
    keep(recorder, meaning, &[CASE, KEY], body, &weights);

    let lse = (0..CASES).map(|case| max[[case, last]] + sums[[case, last]].ln());
    let body = final_max() + logarithm(final_sum());
    keep(
        recorder,
        ("safeLse", r"m + \ln l", Role::Score),
        &[CASE],
        body,
        &Cells::of(lse.collect()),
    );
}
