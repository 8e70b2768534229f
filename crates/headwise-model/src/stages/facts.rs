//! Scalars of the run: its sizes, and what the layer costs by the closed forms of the cost model.

use crate::layer::Layer;
use crate::recorder::Recorder;
use headwise_core::cost::{self, attention_flops, cache_bytes, naive_bytes, tiled_bytes};
use headwise_core::tiled::TileSizes;
use headwise_core::{AttentionError, Dims};

/// Bytes of a number: the trace and the engine compute in f32.
const ELEMENT: usize = size_of::<f32>();

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    record_sizes(layer, recorder);
    record_costs(layer, recorder)
}

fn record_sizes(layer: &Layer, recorder: &mut Recorder) {
    let scale = layer.scale(layer.head_dim());
    for (name, value, formula) in [
        ("tokens", layer.tokens() as f64, "n"),
        (
            "tokensDropped",
            layer.words.dropped as f64,
            "tokens beyond the longest text",
        ),
        (
            "tokensBefore",
            layer.words.before as f64,
            "tokens that stand before the text",
        ),
        ("heads", layer.heads as f64, "h"),
        ("kvHeads", layer.kv_heads as f64, "g"),
        (
            "headDim",
            layer.head_dim() as f64,
            "d_k = d_v = d_model / h",
        ),
        ("dModel", layer.d_model as f64, "d_model"),
        ("temperature", layer.temperature, "T"),
        ("scale", scale, "1 / (sqrt(d_k) T)"),
    ] {
        recorder.fact(name, value, formula);
    }
}

fn record_costs(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let (n, d_k) = (layer.tokens(), layer.head_dim());
    let projections = cost::Layer {
        d_model: layer.d_model,
        heads: layer.heads,
        kv_heads: layer.kv_heads,
        head_dim: d_k,
        value_dim: d_k,
        bias: false,
    };
    let keys = [1, layer.kv_heads, n, d_k];
    let dims = Dims::from_shapes(&[1, layer.heads, n, d_k], &keys, &keys)?;
    let tiles = TileSizes::default();
    for (name, count, formula) in [
        (
            "parametersPerProjection",
            projections.parameters_each()[0],
            "d_model h d_k (W_Q)",
        ),
        (
            "parametersAttention",
            projections.parameters(),
            "d_model (2 h + 2 g) d_k",
        ),
        (
            "flopsProjections",
            projections.projection_flops(n),
            "2 n d_model (2 h + 2 g) d_k",
        ),
        (
            "flopsAttention",
            attention_flops(&dims),
            "2 h n n (d_k + d_v)",
        ),
        (
            "bytesNaive",
            naive_bytes(&dims, ELEMENT),
            "4 h (2 n d_k + 2 n d_v + 4 n n)",
        ),
        (
            "bytesTiled",
            tiled_bytes(&dims, tiles, ELEMENT),
            "4 h (n d_k + ceil(n / 64) n (d_k + d_v) + n d_v + n)",
        ),
        (
            "cacheBytes",
            cache_bytes(&dims, ELEMENT),
            "4 g n (d_k + d_v)",
        ),
    ] {
        // Far below 2^53 at the sizes that a layer may have: exact.
        recorder.fact(name, count as f64, formula);
    }
    Ok(())
}
