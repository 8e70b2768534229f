//! Q, K and V: X through W_Q, W_K and W_V. Each is one wide projection of all heads at once. Where
//! positions are rotary, Q and K are the projections turned.

use super::affine::{Affine, record_map, record_parameters};
use super::rotary::{Turned, record_angles, record_turned};
use super::stream;
use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use crate::transformer::AttentionWeights;
use headwise_core::AttentionError;
use headwise_core::draw::draw;
use headwise_core::trace::Role;
use headwise_core::trace::build::{self, constant, rule, var};

/// A matrix of weights to draw, with variance `1 / rows` so that widths do not change magnitudes.
struct Weights<'a> {
    name: &'a str,
    symbol: &'a str,
    axes: [&'a str; 2],
    shape: [usize; 2],
    stream: u32,
    /// How formulas write the standard deviation `1 / sqrt(rows)`.
    spread: &'a str,
}

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    record_all_weights(layer, recorder);
    if let Some(frequencies) = layer.rotary() {
        record_angles(layer, recorder, frequencies.radians());
    }
    for projection in PROJECTIONS {
        record_projection(layer, recorder, &projection);
    }
    Ok(())
}

/// What is projected, by its names.
struct Projection {
    /// Name and symbol of what attention reads.
    result: (&'static str, &'static str),
    role: Role,
    axis: &'static str,
    weights: &'static str,
    bias: &'static str,
    step: &'static str,
    /// Name and symbol before it is turned; `None` for what never is.
    plain: Option<(&'static str, &'static str)>,
}

const PROJECTIONS: [Projection; 3] = [
    Projection {
        result: ("q", "Q"),
        role: Role::Query,
        axis: "wide",
        weights: "wq",
        bias: "bq",
        step: "projectQueries",
        plain: Some(("qProjected", "Q'")),
    },
    Projection {
        result: ("k", "K"),
        role: Role::Key,
        axis: "kvWide",
        weights: "wk",
        bias: "bk",
        step: "projectKeys",
        plain: Some(("kProjected", "K'")),
    },
    Projection {
        result: ("v", "V"),
        role: Role::Value,
        axis: "kvWide",
        weights: "wv",
        bias: "bv",
        step: "projectValues",
        plain: None,
    },
];

fn record_projection(layer: &Layer, recorder: &mut Recorder, projection: &Projection) {
    let &Projection {
        result,
        role,
        axis,
        weights,
        step,
        ..
    } = projection;
    let map = Affine {
        x: "x",
        weights,
        bias: layer.bias(projection.bias),
        inner: "m",
    };
    let plain = projection.plain.filter(|_| layer.rotary().is_some());
    let (name, symbol) = plain.unwrap_or(result);
    record_map(recorder, &map, name, symbol, role, axis);
    if let Some((from, _)) = plain {
        let (into, symbol) = result;
        let turned = Turned {
            from,
            into,
            symbol,
            role,
            axis,
        };
        record_turned(layer, recorder, &turned);
        recorder.step(step, &[from, into]);
    } else {
        recorder.step(step, &[name]);
    }
}

/// W_Q, W_K, W_V and W_O: learned, with their biases, or drawn.
fn record_all_weights(layer: &Layer, recorder: &mut Recorder) {
    if let Some(block) = layer.block() {
        let AttentionWeights { q, k, v, o } = &block.weights().attention;
        let names = [
            ("wq", "W_Q", "bq", "b_Q", ["model", "wide"]),
            ("wk", "W_K", "bk", "b_K", ["model", "kvWide"]),
            ("wv", "W_V", "bv", "b_V", ["model", "kvWide"]),
            ("wo", "W_O", "bo", "b_O", ["wide", "model"]),
        ];
        for (map, (weight, symbol, bias, bias_symbol, axes)) in [q, k, v, o].into_iter().zip(names)
        {
            record_parameters(recorder, weight, symbol, &axes, &map.weight);
            if let Some(values) = &map.bias {
                record_parameters(recorder, bias, bias_symbol, &axes[1..], values);
            }
        }
        return;
    }
    let model = r"1/\sqrt{d_\text{model}}";
    let d_model = layer.d_model;
    let into = |name, symbol, axis, columns, stream| Weights {
        name,
        symbol,
        axes: ["model", axis],
        shape: [d_model, columns],
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
            shape: [wide, d_model],
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
        shape: [rows, columns],
        ..
    } = weights;
    if let Some(own) = layer.own.as_ref().and_then(|own| own.named(weights.name)) {
        let given = |[r, c]: [usize; 2]| f64::from(own[r * columns + c]);
        let values = Cells::from_places(weights.shape, &mut { given });
        record_parameters(
            recorder,
            weights.name,
            weights.symbol,
            &weights.axes,
            &values,
        );
        return;
    }
    let spread = 1.0 / (rows as f64).sqrt();
    let values = Cells::from_places(weights.shape, &mut |[r, c]| {
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
