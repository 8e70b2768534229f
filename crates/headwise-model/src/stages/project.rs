//! Q, K and V: X through W_Q, W_K and W_V. Each is one wide projection of all heads at once.

use super::stream;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::draw::draw;
use headwise_core::projection::project;
use headwise_core::trace::Role;
use headwise_core::trace::build::{self, constant, fixed, read, rule, sum, var};
use ndarray::Array2;

/// A matrix of weights to draw, with variance `1 / rows` so that widths do not change magnitudes.
struct Weights<'a> {
    name: &'a str,
    symbol: &'a str,
    axes: [&'a str; 2],
    shape: (usize, usize),
    stream: u32,
    /// How formulas write the standard deviation `1 / sqrt(rows)`.
    spread: &'a str,
}

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let model = r"1/\sqrt{d_\text{model}}";
    let d_model = layer.d_model;
    let into = |name, symbol, axis, columns, stream| Weights {
        name,
        symbol,
        axes: ["model", axis],
        shape: (d_model, columns),
        stream,
        spread: model,
    };
    let (wide, kv_wide) = (layer.wide(), layer.kv_wide());
    for weights in [
        into("wq", "W_Q", "wide", wide, stream::W_Q),
        into("wk", "W_K", "kvWide", kv_wide, stream::W_K),
        into("wv", "W_V", "kvWide", kv_wide, stream::W_V),
        Weights {
            name: "wo",
            symbol: "W_O",
            axes: ["wide", "model"],
            shape: (wide, d_model),
            stream: stream::W_O,
            spread: r"1/\sqrt{h d_v}",
        },
    ] {
        record_weights(layer, recorder, &weights);
    }
    for (name, symbol, role, axis, weights, step) in [
        ("q", "Q", Role::Query, "wide", "wq", "projectQueries"),
        ("k", "K", Role::Key, "kvWide", "wk", "projectKeys"),
        ("v", "V", Role::Value, "kvWide", "wv", "projectValues"),
    ] {
        let (x, w): (Array2<f64>, Array2<f64>) = (recorder.values("x"), recorder.values(weights));
        let product = read("x", [var("i"), var("m")]) * read(weights, [var("m"), var("c")]);
        let meaning = Meaning {
            name,
            symbol,
            role,
            axes: &["token", axis],
            rule: rule(["i", "c"], sum("m", fixed(d_model), product)),
        };
        recorder.tensor(meaning, &project(x.view(), w.view(), None)?);
        recorder.step(step, &[name]);
    }
    Ok(())
}

fn record_weights(layer: &Layer, recorder: &mut Recorder, weights: &Weights<'_>) {
    let &Weights {
        stream,
        shape: (rows, columns),
        ..
    } = weights;
    let spread = 1.0 / (rows as f64).sqrt();
    let values = Array2::from_shape_fn(weights.shape, |(r, c)| {
        draw(layer.seed, stream, (r * columns + c) as u32) * spread
    });
    let drawn = build::draw(layer.seed, stream, var("r") * columns + var("c"));
    let meaning = Meaning {
        name: weights.name,
        symbol: weights.symbol,
        role: Role::Parameter,
        axes: &weights.axes,
        rule: rule(["r", "c"], drawn * constant(spread, weights.spread)),
    };
    recorder.tensor(meaning, &values);
}
