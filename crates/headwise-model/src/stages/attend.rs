//! Attention of every head by the reference, and each intermediate of it.

use super::softmax::Softmax;
use super::{scores, statistics};
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::reference::{Intermediates, attention};
use headwise_core::trace::Role;
use headwise_core::trace::build::{fixed, read, rule, sum, var};
use headwise_core::{AttentionError, Options};
use ndarray::Array4;

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let run = attend(layer, recorder, layer.scale(layer.head_dim()))?;
    // At scale 1 the scaled scores are the dot products themselves.
    let unscaled = attend(layer, recorder, 1.0)?;
    scores::record(layer, recorder, &unscaled.scaled, &run.scaled);

    let softmax = Softmax {
        scores: "scaled",
        names: ["masked", "rowMax", "exponentials", "rowSum", "weights"],
        symbols: [r"\tilde S", "m", "E", r"l", "A"],
        each_head: true,
    };
    softmax.record(recorder, &run.masked, &run.weights);
    statistics::record_peak(recorder, "weights", "peak", true);
    let [masked, max, exponentials, sum, weights] = softmax.names;
    recorder.step("mask", &["visible", masked]);
    recorder.step("softmax", &[max, exponentials, sum, weights, "peak"]);

    let softmax = Softmax {
        scores: "scores",
        names: [
            "unscaledMasked",
            "unscaledMax",
            "unscaledExponentials",
            "unscaledSum",
            "unscaledWeights",
        ],
        symbols: [r"\tilde S'", "m'", "E'", r"l'", "A'"],
        each_head: true,
    };
    softmax.record(recorder, &unscaled.masked, &unscaled.weights);
    recorder.step("softmaxUnscaled", &softmax.names);

    record_outputs(layer, recorder, &run.out);
    Ok(())
}

/// The reference on the kept heads: the mask and the softmax are its own.
fn attend(
    layer: &Layer,
    recorder: &Recorder,
    scale: f64,
) -> Result<Intermediates<f64>, AttentionError> {
    let [q, k, v]: [Array4<f64>; 3] =
        ["qHeads", "kHeads", "vHeads"].map(|name| recorder.values(name));
    let options = Options {
        causal: layer.causal,
        scale: Some(scale),
        ..Options::default()
    };
    attention(q.view(), k.view(), v.view(), &options)
}

fn record_outputs(layer: &Layer, recorder: &mut Recorder, out: &Array4<f64>) {
    let kv_head = var("h") / layer.group();
    let weighted =
        read("weights", ["h", "i", "j"].map(var)) * read("vHeads", [kv_head, var("j"), var("d")]);
    let meaning = Meaning {
        name: "headOutputs",
        symbol: "O_h",
        role: Role::Output,
        axes: &["head", "token", "dim"],
        rule: rule(["h", "i", "d"], sum("j", fixed(layer.tokens()), weighted)),
    };
    recorder.tensor(meaning, out);
    recorder.step("weighValues", &["headOutputs"]);
}
