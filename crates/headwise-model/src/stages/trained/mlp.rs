//! The MLP behind attention: each token by itself, `f(x W_1 + b_1) W_2 + b_2`, or gated,
//! `(f(x W_g) * (x W_1)) W_2` (Shazeer 2020, equation 6), added to the stream.

use super::activation::record_activation;
use super::{block, norm};
use crate::layer::Layer;
use crate::recorder::Recorder;
use crate::stages::affine::{Affine, record_map, record_parameters};
use crate::stages::output::record_sum;
use crate::transformer::{Map, Mlp};
use headwise_core::AttentionError;
use headwise_core::trace::Role;

/// A map, by the names and symbols of its weight, its bias and its result.
struct Names<'a> {
    x: &'a str,
    weight: (&'a str, &'a str),
    bias: (&'a str, &'a str),
    result: (&'a str, &'a str),
    axes: [&'a str; 2],
}

const UP: Names<'_> = Names {
    x: "mlpInput",
    weight: ("mlpUp", "W_1"),
    bias: ("mlpUpBias", "b_1"),
    result: ("mlpHidden", "U"),
    axes: ["model", "mlp"],
};

const GATE: Names<'_> = Names {
    x: "mlpInput",
    weight: ("mlpGate", "W_g"),
    bias: ("mlpGateBias", "b_g"),
    result: ("mlpGated", "G"),
    axes: ["model", "mlp"],
};

const DOWN: Names<'_> = Names {
    x: "mlpActive",
    weight: ("mlpDown", "W_2"),
    bias: ("mlpDownBias", "b_2"),
    result: ("mlpOutput", "F"),
    axes: ["mlp", "model"],
};

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let config = &block(layer).model.config;
    let weights = block(layer).weights();
    let place = norm::Place {
        x: "residual",
        result: ("mlpInput", r"\hat R"),
        parts: "mlpNorm",
    };
    norm::record(recorder, &place, &weights.mlp_norm, config.epsilon);
    let mut written = vec!["mlpInput", "mlpHidden"];
    let (Mlp::Plain { up, down } | Mlp::Gated { up, down, .. }) = &weights.mlp;
    record(recorder, &UP, up);
    if let Mlp::Gated { gate, .. } = &weights.mlp {
        record(recorder, &GATE, gate);
        record_activation(
            recorder,
            config.activation,
            "mlpGated",
            Some(("mlpHidden", "U")),
        );
        written.push("mlpGated");
    } else {
        record_activation(recorder, config.activation, "mlpHidden", None);
    }
    record(recorder, &DOWN, down);
    record_sum(recorder, ["residual", "mlpOutput"], "next", "R'");
    written.extend(["mlpActive", "mlpOutput", "next"]);
    recorder.step("transform", &written);
    Ok(())
}

/// Records a map's parameters and what it gives.
fn record(recorder: &mut Recorder, names: &Names<'_>, map: &Map) {
    let (weights, symbol) = names.weight;
    record_parameters(recorder, weights, symbol, &names.axes, &map.weight);
    if let Some(bias) = &map.bias {
        record_parameters(recorder, names.bias.0, names.bias.1, &names.axes[1..], bias);
    }
    let affine = Affine {
        x: names.x,
        weights,
        bias: map.bias.is_some().then_some(names.bias.0),
        inner: "m",
    };
    let (name, symbol) = names.result;
    record_map(recorder, &affine, name, symbol, Role::Stream, names.axes[1]);
}
