//! Scalars of the run: sizes, and what they cost.

use crate::layer::Layer;
use crate::recorder::Recorder;
use headwise_core::AttentionError;

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    recorder.fact("tokens", layer.tokens() as f64, "n");
    recorder.fact(
        "tokensDropped",
        layer.words.dropped as f64,
        "tokens beyond the 64th",
    );
    recorder.fact("heads", layer.heads as f64, "h");
    recorder.fact("kvHeads", layer.kv_heads as f64, "g");
    recorder.fact("headDim", layer.head_dim() as f64, "d_model / h");
    recorder.fact("dModel", layer.d_model as f64, "d_model");
    recorder.fact("temperature", layer.temperature, "T");
    recorder.fact("scale", layer.scale(layer.head_dim()), "1 / (sqrt(d_k) T)");
    Ok(())
}
