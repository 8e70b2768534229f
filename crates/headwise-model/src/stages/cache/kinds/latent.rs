//! Latents, rotary keys and queries of multi-head latent attention.

use super::drawn::Drawn;
use super::turned::{turn, turn_rule};
use super::{Run, stream};
use crate::cells::Cells;
use crate::recorder::Recorder;
use crate::stages::cache::{DECODE, DIM, HEAD, TOKEN, keep};
use headwise_core::AttentionError;
use headwise_core::trace::Role;
use headwise_core::trace::build::{entry, fixed, read, sum, var};

const RANK: (&str, &str) = ("rank", "c");
const ROTARY: (&str, &str) = ("rotary", "c");
const HEAD_ROTARY: (&str, &str) = ("headRotary", "c");

/// What is cached: c and k_R; and the queries of the decoded tokens: q and q_R.
pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let (d_model, rank) = (run.layer.d_model, run.plan.rank);
    let drawn = |name, symbol, stream| Drawn {
        name,
        symbol,
        stream,
        inputs: d_model,
    };
    let rows = ("model", "r");
    let down = drawn("latentDown", "W_{DKV}", stream::DOWN);
    down.record(run, &[rows, RANK], [d_model, rank], recorder);
    record_rows(run, recorder, ["x", "latentDown", "latent"], "c", RANK);

    let width = run.plan.rotary_dim;
    let keys = drawn("rotaryKeyWeights", "W_{KR}", stream::ROTARY_KEY);
    keys.record(run, &[rows, ROTARY], [d_model, width], recorder);
    let names = ["x", "rotaryKeyWeights", "rotaryKeyPlain"];
    record_rows(run, recorder, names, r"x W_{KR}", ROTARY);
    let plain = recorder.cells("rotaryKeyPlain");
    let body = turn_rule(|c| read("rotaryKeyPlain", [var("i"), c]), &var("i"), width);
    let meaning = ("rotaryKey", "k_R", Role::Key);
    keep(
        recorder,
        meaning,
        &[TOKEN, ROTARY],
        body,
        &turn(&plain, width, 0)?,
    );

    record_queries(
        run,
        recorder,
        &drawn("latentQueryWeights", "W_Q", stream::QUERY),
    );
    let queries = drawn("rotaryQueryWeights", "W_{QR}", stream::ROTARY_QUERY);
    record_rotary_queries(run, recorder, &queries)
}

/// A product of all tokens, `[token, axis]`.
fn record_rows(
    run: &Run<'_>,
    recorder: &mut Recorder,
    [x, weights, name]: [&str; 3],
    symbol: &str,
    axis: (&str, &str),
) {
    let rows = recorder.cells::<2>(x).times(&recorder.cells(weights));
    let product = entry(x, &["i", "m"]) * entry(weights, &["m", "c"]);
    let body = sum("m", fixed(run.layer.d_model), product);
    keep(
        recorder,
        (name, symbol, Role::Key),
        &[TOKEN, axis],
        body,
        &rows,
    );
}

/// The decoded tokens' rows of X times a matrix.
fn decoded(run: &Run<'_>, recorder: &Recorder, weights: &str) -> Cells<2> {
    let x = recorder.cells::<2>("x");
    let rows = Cells::from_places([run.plan.steps, x.shape[1]], &mut |[t, m]| {
        x[[run.plan.prompt + t, m]]
    });
    rows.times(&recorder.cells(weights))
}

/// q of the decoded tokens, by head.
fn record_queries(run: &Run<'_>, recorder: &mut Recorder, weights: &Drawn<'_>) {
    let (heads, d_k, d_model) = (run.layer.heads, run.layer.head_dim(), run.layer.d_model);
    let axes = [("model", "r"), ("wide", "c")];
    weights.record(run, &axes, [d_model, heads * d_k], recorder);
    let wide = decoded(run, recorder, weights.name);
    let shape = [run.plan.steps, heads, d_k];
    let queries = Cells::from_places(shape, &mut |[t, h, d]| wide[[t, h * d_k + d]]);
    let row = read("x", [run.token(var("t")), var("m")]);
    let column = var("h") * d_k + var("d");
    let body = sum(
        "m",
        fixed(d_model),
        row * read(weights.name, [var("m"), column]),
    );
    let meaning = ("latentQuery", "q", Role::Query);
    keep(recorder, meaning, &[DECODE, HEAD, DIM], body, &queries);
}

/// q_R of the decoded tokens, heads side by side.
fn record_rotary_queries(
    run: &Run<'_>,
    recorder: &mut Recorder,
    weights: &Drawn<'_>,
) -> Result<(), AttentionError> {
    let (d_model, width) = (run.layer.d_model, run.plan.rotary_dim);
    let shape = [d_model, run.layer.heads * width];
    weights.record(run, &[("model", "r"), HEAD_ROTARY], shape, recorder);
    let plain = decoded(run, recorder, weights.name);
    let row = read("x", [run.token(var("t")), var("m")]);
    let body = sum("m", fixed(d_model), row * entry(weights.name, &["m", "c"]));
    let axes = [DECODE, HEAD_ROTARY];
    keep(
        recorder,
        ("rotaryQueryPlain", "x W_{QR}", Role::Query),
        &axes,
        body,
        &plain,
    );

    let plain = recorder.cells("rotaryQueryPlain");
    let place = run.token(var("t"));
    let body = turn_rule(|c| read("rotaryQueryPlain", [var("t"), c]), &place, width);
    let turned = turn(&plain, width, run.plan.prompt)?;
    keep(
        recorder,
        ("rotaryQuery", "q_R", Role::Query),
        &axes,
        body,
        &turned,
    );
    Ok(())
}
