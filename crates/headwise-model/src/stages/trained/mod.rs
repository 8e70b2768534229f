//! What is around attention in a trained model: embedding, norms, MLPs, the layers that are not shown,
//! and the prediction of the next word.

mod activation;
mod embed;
mod mlp;
mod norm;
mod predict;

pub(super) use embed::run as embed;
pub(super) use predict::run as predict;

use super::{attend, concat, output, project, scores, split};
use crate::layer::{Block, Layer};
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::trace::Role;
use headwise_core::trace::build::{entry, rule};
use ndarray::Array2;

/// A layer that is not shown: all of it at once, and only what its outcome and its weights depend on.
pub(super) fn beside(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let block = block(layer);
    recorder.set_aside(format!("layer{}.", block.index), block.known);
    for run in [
        enter,
        project::run,
        split::run,
        scores::run,
        attend::run,
        concat::run,
        output::run,
        leave,
    ] {
        run(layer, recorder)?;
    }
    recorder.keep_of_aside(&["next", "weights"]);
    Ok(())
}

/// The stream as it enters a layer, and X: the stream normalised, which is what attention reads.
pub(super) fn enter(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let Block { model, index, .. } = block(layer);
    let before = stream_before(layer, *index);
    let stream: Array2<f64> = recorder.values(&before);
    let meaning = Meaning {
        name: "stream",
        symbol: "R",
        role: Role::Stream,
        axes: &["token", "model"],
        rule: rule(["i", "c"], entry(&before, &["i", "c"])),
    };
    recorder.tensor(meaning, &stream);
    let place = norm::Place {
        x: "stream",
        result: ("x", "X"),
        parts: "attentionNorm",
    };
    norm::record(
        recorder,
        &place,
        &model.weights.layers[*index].attention_norm,
        model.config.epsilon,
    );
    recorder.step("normalize", &["x"]);
    Ok(())
}

/// From attention's sum to what the layer leaves.
pub(super) fn leave(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    mlp::run(layer, recorder)
}

/// The name of the stream that a layer takes in.
fn stream_before(layer: &Layer, index: usize) -> String {
    match index.checked_sub(1) {
        None => "embedded".to_owned(),
        Some(previous) => left_by(layer, previous),
    }
}

/// The name of the stream that a layer leaves: the layer that is shown has no prefix.
fn left_by(layer: &Layer, index: usize) -> String {
    if layer.shown == index {
        "next".to_owned()
    } else {
        format!("layer{index}.next")
    }
}

fn block(layer: &Layer) -> &Block {
    let block = layer.block();
    block.expect("these stages run for trained layers only")
}
