//! Attention of every head by the reference, and each intermediate of it.

use super::scores::UNSCALED;
use super::softmax::Softmax;
use super::statistics::{record_peak, record_spread};
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::reference::{Intermediates, attention};
use headwise_core::trace::Role;
use headwise_core::trace::build::{constant, entry, fixed, read, rule, sum, var};
use headwise_core::{AttentionError, Options};
use ndarray::Array4;

const SCALED: Softmax<'_> = Softmax {
    scores: "scaled",
    names: ["masked", "rowMax", "exponentials", "rowSum", "weights"],
    symbols: [r"\tilde S", "m", "E", "l", "A"],
    each_head: true,
};

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let run = attend(layer, recorder, layer.scale(layer.head_dim()))?;
    record_scaled(layer, recorder, &run.scaled);
    SCALED.record(recorder, &run.masked, &run.weights);
    record_peak(recorder, "weights", "peak", true);
    let [masked, max, exponentials, sum, weights] = SCALED.names;
    recorder.step("mask", &["visible", masked]);
    recorder.step("softmax", &[max, exponentials, sum, weights, "peak"]);
    // Computed beside the scores, but told after the softmax that it is compared with.
    recorder.step("softmaxUnscaled", &UNSCALED.names);
    record_outputs(layer, recorder, &run.out);
    Ok(())
}

/// The reference on the kept heads: the mask and the softmax are its own.
pub(super) fn attend(
    layer: &Layer,
    recorder: &Recorder,
    scale: f64,
) -> Result<Intermediates<f64>, AttentionError> {
    let heads = |name| -> Array4<f64> { recorder.values(name) };
    let (q, k, v) = (heads("qHeads"), heads("kHeads"), heads("vHeads"));
    let options = Options {
        causal: layer.causal,
        scale: Some(scale),
        ..Options::default()
    };
    attention(q.view(), k.view(), v.view(), &options)
}

/// How formulas write the scale of scores of this width: the temperature is named when it matters.
pub(super) fn scale_symbol(layer: &Layer, width: &str) -> String {
    if layer.temperature == 1.0 {
        format!(r"1/\sqrt{{{width}}}")
    } else {
        format!(r"1/(\sqrt{{{width}}}\,T)")
    }
}

fn record_scaled(layer: &Layer, recorder: &mut Recorder, scaled: &Array4<f64>) {
    let scale = constant(layer.scale(layer.head_dim()), &scale_symbol(layer, "d_k"));
    let score = entry("scores", &["h", "i", "j"]);
    let meaning = Meaning {
        name: "scaled",
        symbol: r"\hat S",
        role: Role::Score,
        axes: &["head", "query", "key"],
        rule: rule(["h", "i", "j"], score * scale),
    };
    recorder.tensor(meaning, scaled);
    let names = ["scaledMean", "scaledSpread"];
    record_spread(recorder, "scaled", names, [r"\hat\mu", r"\hat\sigma"]);
    recorder.step("scale", &["scaled", "scaledMean", "scaledSpread"]);
}

fn record_outputs(layer: &Layer, recorder: &mut Recorder, out: &Array4<f64>) {
    let kv_head = var("h") / layer.group();
    let weighted =
        entry("weights", &["h", "i", "j"]) * read("vHeads", [kv_head, var("j"), var("d")]);
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
