//! Prefill and decode: the caches of every layer, and one query row after another in the one that is
//! shown.

use super::attended::{Attended, Meaning};
use super::{DECODE, DIM, HEAD, KV_HEAD, Run, TOKEN, keep};
use crate::cells::Cells;
use crate::decoding::{Counted, Meter};
use crate::recorder::Recorder;
use crate::stages::attend::scale_symbol;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Contiguous, Rows};
use headwise_core::trace::build::{
    Formula, constant, entry, fixed, number, read, select, sum, var,
};
use headwise_core::trace::{Comparison, Role};
use ndarray::Array2;
use std::borrow::Cow;

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let attended = decode(run, recorder)?;
    let shown = run.layer.shown;
    let kv_head = || var("h") / run.layer.group();
    let cell = |name| read(name, [fixed(shown), kv_head(), var("j"), var("d")]);
    let query = read("qHeads", [var("h"), run.token(var("t")), var("d")]);
    let d_k = run.layer.head_dim();
    let scale = constant(run.layer.scale(d_k), &scale_symbol(run.layer, "d_k"));
    let meaning = Meaning {
        prefix: "decode",
        sign: "",
        output: ("decodeOutput", "o", "dim"),
        score: sum("d", fixed(d_k), query * cell("cacheKeys")) * scale,
        value: cell("cacheValues"),
    };
    attended.record(run, meaning, recorder);
    record_difference(run, recorder);
    recorder.step("prefill", &["cacheKeys", "cacheValues"]);
    recorder.step(
        "decode",
        &[
            "decodeScores",
            "decodeMax",
            "decodeLse",
            "decodeWeights",
            "decodeOutput",
            "decodeDifference",
        ],
    );
    Ok(())
}

/// Fills the caches of all layers, attends in the one that is shown, and records what they hold.
fn decode(run: &Run<'_>, recorder: &mut Recorder) -> Result<Attended, AttentionError> {
    let (layers, n) = (run.layers(), run.plan.tokens());
    let shape = run.row();
    let queries = run.queries(recorder);
    let mut attended = Attended::new(run, shape.value_dim);
    let meter = Meter::default();
    let mut caches = Vec::new();
    for layer in 0..layers {
        let rows = run.kept_rows(layer, recorder);
        let mut cache = Contiguous::growing(shape);
        for token in 0..n {
            let (key, value) = rows.of(token);
            cache.append(key.view(), value.view())?;
            if let Some(step) = token
                .checked_sub(run.plan.prompt)
                .filter(|_| layer == run.layer.shown)
            {
                let rows = Counted {
                    rows: &cache,
                    meter: &meter,
                };
                let scale = run.layer.scale(shape.head_dim);
                attended.step(step, &queries.plane(step), &rows, scale)?;
            }
        }
        caches.push(cache);
    }
    type Read = fn(&Contiguous<f32>, usize, usize) -> Cow<'_, [f32]>;
    let parts: [(&str, &str, Role, &str, Read); 2] = [
        ("cacheKeys", r"\bar K", Role::Key, "kHeads", Rows::key),
        ("cacheValues", r"\bar V", Role::Value, "vHeads", Rows::value),
    ];
    for (name, symbol, role, source, read) in parts {
        let axes = [("layer", "l"), KV_HEAD, TOKEN, DIM];
        let held = [layers, shape.kv_heads, n, shape.head_dim];
        let values = Cells::from_places(held, &mut |[l, h, i, d]| read(&caches[l], h, i)[d].into());
        keep(
            recorder,
            (name, symbol, role),
            &axes,
            of_layers(run, source),
            &values,
        );
    }
    Ok(attended)
}

/// A cell of a tensor `[kvHead, token, dim]` that each layer has.
fn of_layers(run: &Run<'_>, name: &str) -> Formula {
    let cell = |layer| entry(&run.of_layer(layer, name), &["h", "i", "d"]);
    let last = run.layers() - 1;
    (0..last).rev().fold(cell(last), |others, layer| {
        let own = number(fixed(layer));
        select(
            number(var("l")),
            Comparison::Equal,
            own,
            cell(layer),
            others,
        )
    })
}

/// Decoding over the cache against the run over the whole text.
fn record_difference(run: &Run<'_>, recorder: &mut Recorder) {
    let decoded = recorder.cells::<3>("decodeOutput");
    let whole = recorder.cells::<3>("headOutputs");
    let prompt = run.plan.prompt;
    let difference = Cells::from_places(decoded.shape, &mut |[t, h, d]| {
        decoded[[t, h, d]] - whole[[h, prompt + t, d]]
    });
    let of_whole = read("headOutputs", [var("h"), run.token(var("t")), var("d")]);
    let body = entry("decodeOutput", &["t", "h", "d"]) - of_whole;
    let meaning = ("decodeDifference", r"\varepsilon", Role::Output);
    keep(recorder, meaning, &[DECODE, HEAD, DIM], body, &difference);
    let largest = difference.largest();
    recorder.fact("decodeDifferenceLargest", largest, "max |decoded - whole|");
}

/// Keys and values of a layer as the trace holds them.
pub(super) struct KeptRows {
    /// `[kv_heads, n, head_dim]`.
    keys: Cells<3>,
    values: Cells<3>,
}

impl KeptRows {
    /// A token's keys and values, `[kv_heads, head_dim]` each.
    pub(super) fn of(&self, token: usize) -> (Array2<f32>, Array2<f32>) {
        (
            self.keys.across(token).narrow(),
            self.values.across(token).narrow(),
        )
    }
}

impl Run<'_> {
    /// The rows of a layer.
    pub(super) fn kept_rows(&self, layer: usize, recorder: &Recorder) -> KeptRows {
        let kept = |name| recorder.cells(&self.of_layer(layer, name));
        KeptRows {
            keys: kept("kHeads"),
            values: kept("vHeads"),
        }
    }
}
