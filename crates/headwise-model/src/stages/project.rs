//! Q, K and V: X through W_Q, W_K and W_V. Each is one wide projection of all heads at once.

use super::affine::{Affine, record_map, record_parameters};
use super::stream;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::draw::draw;
use headwise_core::trace::Role;
use headwise_core::trace::build::{self, constant, rule, var};
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
    record_all_weights(layer, recorder);
    for (name, symbol, role, axis, weights, bias, step) in [
        ("q", "Q", Role::Query, "wide", "wq", "bq", "projectQueries"),
        ("k", "K", Role::Key, "kvWide", "wk", "bk", "projectKeys"),
        ("v", "V", Role::Value, "kvWide", "wv", "bv", "projectValues"),
    ] {
        let map = Affine {
            x: "x",
            weights,
            bias: layer.trained.is_some().then_some(bias),
            inner: "m",
        };
        record_map(recorder, &map, name, symbol, role, axis)?;
        recorder.step(step, &[name]);
    }
    Ok(())
}

/// W_Q, W_K, W_V and W_O: learned, with their biases, or drawn.
fn record_all_weights(layer: &Layer, recorder: &mut Recorder) {
    if let Some(block) = &layer.trained {
        let maps = &block.model.layers[block.index].maps;
        let names = [
            ("wq", "W_Q", "bq", "b_Q", ["model", "wide"]),
            ("wk", "W_K", "bk", "b_K", ["model", "kvWide"]),
            ("wv", "W_V", "bv", "b_V", ["model", "kvWide"]),
            ("wo", "W_O", "bo", "b_O", ["wide", "model"]),
        ];
        for (map, (weight, symbol, bias, bias_symbol, axes)) in maps.iter().zip(names) {
            record_parameters(recorder, weight, symbol, &axes, &map.weight);
            record_parameters(recorder, bias, bias_symbol, &axes[1..], &map.bias);
        }
        return;
    }
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
