//! The tensors of Llama and Mistral: Linear maps `[out, in]`, Q, K and V apart.

use super::source::{Order, Source};
use super::{AttentionWeights, LayerWeights, Mlp, Weights};
use crate::transformer::{Config, ModelError, Norm};

pub(super) fn read(config: &Config, source: &Source<'_>) -> Result<Weights, ModelError> {
    let table = [config.vocab_size, config.d_model];
    Ok(Weights {
        embedding: source.matrix("embed_tokens.weight", table)?,
        positions: None,
        layers: (0..config.layers)
            .map(|layer| read_layer(config, source, layer))
            .collect::<Result<_, _>>()?,
        norm: norm(source, "norm", config.d_model)?,
        head: (!config.tied)
            .then(|| source.unprefixed_matrix("lm_head.weight", table))
            .transpose()?
            .map(|head| head.reversed_axes()),
    })
}

fn read_layer(
    config: &Config,
    source: &Source<'_>,
    layer: usize,
) -> Result<LayerWeights, ModelError> {
    let &Config {
        d_model, mlp_width, ..
    } = config;
    let (wide, kv_wide) = (config.wide(), config.kv_wide());
    let name = |part: &str| format!("layers.{layer}.{part}");
    let attention = |part: &str, shape| {
        let name = name(&format!("self_attn.{part}_proj"));
        source.map(&name, Order::OutIn, shape, config.attention_bias)
    };
    let mlp = |part: &str, shape| {
        let name = name(&format!("mlp.{part}_proj"));
        source.map(&name, Order::OutIn, shape, config.mlp_bias)
    };
    Ok(LayerWeights {
        attention_norm: norm(source, &name("input_layernorm"), d_model)?,
        attention: AttentionWeights {
            q: attention("q", [d_model, wide])?,
            k: attention("k", [d_model, kv_wide])?,
            v: attention("v", [d_model, kv_wide])?,
            o: attention("o", [wide, d_model])?,
        },
        mlp_norm: norm(source, &name("post_attention_layernorm"), d_model)?,
        mlp: Mlp::Gated {
            gate: mlp("gate", [d_model, mlp_width])?,
            up: mlp("up", [d_model, mlp_width])?,
            down: mlp("down", [mlp_width, d_model])?,
        },
    })
}

fn norm(source: &Source<'_>, name: &str, width: usize) -> Result<Norm, ModelError> {
    Ok(Norm::Rms {
        gain: source.vector(&format!("{name}.weight"), width)?,
    })
}
