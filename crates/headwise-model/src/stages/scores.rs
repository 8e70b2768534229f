//! S = Q K^T of each head, the same scaled, and which keys a query may see.

use super::statistics::record_spread;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::trace::build::{constant, fixed, number, plain, read, rule, select, sum, var};
use headwise_core::trace::{Comparison, Role};
use ndarray::{Array2, Array4};

pub(super) fn record(
    layer: &Layer,
    recorder: &mut Recorder,
    scores: &Array4<f64>,
    scaled: &Array4<f64>,
) {
    let axes = &["head", "query", "key"];
    let key = [var("h") / layer.group(), var("j"), var("d")];
    let product = read("qHeads", ["h", "i", "d"].map(var)) * read("kHeads", key);
    let meaning = Meaning {
        name: "scores",
        symbol: "S",
        role: Role::Score,
        axes,
        rule: rule(["h", "i", "j"], sum("d", fixed(layer.head_dim()), product)),
    };
    recorder.tensor(meaning, scores);
    record_spread(
        recorder,
        "scores",
        ["scoreMean", "scoreSpread"],
        [r"\mu", r"\sigma"],
    );
    recorder.step("score", &["scores", "scoreMean", "scoreSpread"]);

    let scale = constant(layer.scale(layer.head_dim()), &scale_symbol(layer, "d_k"));
    let meaning = Meaning {
        name: "scaled",
        symbol: r"\hat S",
        role: Role::Score,
        axes,
        rule: rule(
            ["h", "i", "j"],
            read("scores", ["h", "i", "j"].map(var)) * scale,
        ),
    };
    recorder.tensor(meaning, scaled);
    let hats = [r"\hat\mu", r"\hat\sigma"];
    record_spread(recorder, "scaled", ["scaledMean", "scaledSpread"], hats);
    recorder.step("scale", &["scaled", "scaledMean", "scaledSpread"]);
    record_visible(layer, recorder);
}

/// How formulas write the scale of scores of this width: the temperature is named when it matters.
pub(super) fn scale_symbol(layer: &Layer, width: &str) -> String {
    if layer.temperature == 1.0 {
        format!(r"1/\sqrt{{{width}}}")
    } else {
        format!(r"1/(\sqrt{{{width}}}\,T)")
    }
}

fn record_visible(layer: &Layer, recorder: &mut Recorder) {
    let (query, key) = (number(var("i")), number(var("j")));
    let n = layer.tokens();
    let visible = Array2::from_shape_fn((n, n), |(i, j)| {
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
