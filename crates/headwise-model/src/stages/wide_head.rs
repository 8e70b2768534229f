//! What one head over the whole width would do with the same Q and K: a single softmax for all.

use super::attend::scale_symbol;
use super::softmax::Softmax;
use super::statistics::record_peak;
use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::reference::attention;
use headwise_core::trace::Role;
use headwise_core::trace::build::{constant, entry, fixed, read, rule, sum, var};
use headwise_core::{AttentionError, Options};
use ndarray::Array4;

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let q: Array4<f64> = recorder.values("q");
    let keys = recorder.cells::<3>("kHeads");
    // Where query heads share a key head, its columns stand once for each of them.
    let head_dim = layer.head_dim();
    let k = Cells::from_places([1, 1, layer.tokens(), layer.wide()], &mut |[_, _, j, c]| {
        keys[[c / (layer.group() * head_dim), j, c % head_dim]]
    });
    let k = k.array();
    // Only the weights are looked at, so the values have no columns.
    let v = Array4::zeros((1, 1, layer.tokens(), 0));
    let scale = layer.scale(layer.wide());
    let options = Options {
        causal: layer.causal,
        scale: Some(scale),
        ..Options::default()
    };
    let run = attention(q.view(), k.view(), v.view(), &options)?;

    let key_head = var("c") / (layer.group() * head_dim);
    let key_column = match layer.group() {
        1 => var("c"),
        _ => key_head * head_dim + var("c") % head_dim,
    };
    let product = entry("q", &["i", "c"]) * read("k", [var("j"), key_column]);
    let scale = constant(scale, &scale_symbol(layer, "h d_k"));
    let meaning = Meaning {
        name: "wideScores",
        symbol: r"\hat S^\text{wide}",
        role: Role::Score,
        axes: &["query", "key"],
        rule: rule(["i", "j"], sum("c", fixed(layer.wide()), product) * scale),
    };
    recorder.tensor(meaning, &run.scaled);
    let softmax = Softmax {
        scores: "wideScores",
        names: [
            "wideMasked",
            "wideMax",
            "wideExponentials",
            "wideSum",
            "wideWeights",
        ],
        symbols: [
            r"\tilde S^\text{wide}",
            r"m^\text{wide}",
            r"E^\text{wide}",
            r"l^\text{wide}",
            r"A^\text{wide}",
        ],
        each_head: false,
    };
    softmax.record(recorder, &run.masked, &run.weights);
    record_peak(recorder, "wideWeights", "widePeak", false);
    let mut writes = vec!["wideScores"];
    writes.extend(softmax.names);
    writes.push("widePeak");
    recorder.step("oneWideHead", &writes);
    Ok(())
}
