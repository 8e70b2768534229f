//! S = Q K^T of each head, which keys a query may see, and the softmax as it were without the scale.

use super::attend::attend;
use super::softmax::Softmax;
use super::statistics::record_spread;
use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::trace::build::{entry, fixed, number, plain, read, rule, select, sum, var};
use headwise_core::trace::{Comparison, Role};
use ndarray::Array4;

/// What the scale is for: dot products of wide vectors are large, and a softmax of large scores picks
/// one key (Vaswani et al. 2017, section 3.2.1).
pub(super) const UNSCALED: Softmax<'_> = Softmax {
    scores: "scores",
    names: [
        "unscaledMasked",
        "unscaledMax",
        "unscaledExponentials",
        "unscaledSum",
        "unscaledWeights",
    ],
    symbols: [r"\tilde S'", "m'", "E'", "l'", "A'"],
    each_head: true,
};

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    // At scale 1 the scaled scores are the dot products themselves.
    let run = attend(layer, recorder, 1.0)?;
    record_scores(layer, recorder, &run.scaled);
    record_visible(layer, recorder);
    UNSCALED.record(recorder, &run.masked, &run.weights);
    Ok(())
}

fn record_scores(layer: &Layer, recorder: &mut Recorder, scores: &Array4<f64>) {
    let key = [var("h") / layer.group(), var("j"), var("d")];
    let product = entry("qHeads", &["h", "i", "d"]) * read("kHeads", key);
    let meaning = Meaning {
        name: "scores",
        symbol: "S",
        role: Role::Score,
        axes: &["head", "query", "key"],
        rule: rule(["h", "i", "j"], sum("d", fixed(layer.head_dim()), product)),
    };
    recorder.tensor(meaning, scores);
    let names = ["scoreMean", "scoreSpread"];
    record_spread(recorder, "scores", names, [r"\mu", r"\sigma"]);
    recorder.step("score", &["scores", "scoreMean", "scoreSpread"]);
}

fn record_visible(layer: &Layer, recorder: &mut Recorder) {
    let (query, key) = (number(var("i")), number(var("j")));
    let n = layer.tokens();
    let visible = Cells::from_places([n, n], &mut |[i, j]| {
        f64::from(u8::from(!layer.causal || j <= i))
    });
    let body = if layer.causal {
        select(key, Comparison::AtMost, query, plain(1.0), plain(0.0))
    } else {
        plain(1.0)
    };
    let meaning = Meaning {
        name: "visible",
        symbol: "M",
        role: Role::Mask,
        axes: &["query", "key"],
        rule: rule(["i", "j"], body),
    };
    recorder.tensor(meaning, &visible);
}
