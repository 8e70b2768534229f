//! GPT-2's tensors: Conv1D maps `[in, out]`, one of them for Q, K and V.

use super::source::{Order, Source};
use super::{AttentionWeights, LayerWeights, Map, Mlp, Weights};
use crate::transformer::{Config, ModelError, Norm, Positions};
use ndarray::{Array1, Axis, Slice};

pub(super) fn read(config: &Config, source: &Source<'_>) -> Result<Weights, ModelError> {
    let d_model = config.d_model;
    let table = [config.vocab_size, d_model];
    let positions = match config.positions {
        Positions::Learned { count } => Some(source.matrix("wpe.weight", [count, d_model])?),
        Positions::Rotary(_) => None,
    };
    Ok(Weights {
        embedding: source.matrix("wte.weight", table)?,
        positions,
        layers: (0..config.layers)
            .map(|layer| read_layer(config, source, layer))
            .collect::<Result<_, _>>()?,
        norm: norm(source, "ln_f", d_model)?,
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
    let wide = config.wide();
    let name = |part: &str| format!("h.{layer}.{part}");
    let map = |part: &str, shape, bias| source.map(&name(part), Order::InOut, shape, bias);
    let qkv = map("attn.c_attn", [d_model, 3 * wide], config.attention_bias)?;
    Ok(LayerWeights {
        attention_norm: norm(source, &name("ln_1"), d_model)?,
        attention: AttentionWeights {
            q: third(&qkv, 0, wide),
            k: third(&qkv, 1, wide),
            v: third(&qkv, 2, wide),
            o: map("attn.c_proj", [wide, d_model], config.attention_bias)?,
        },
        mlp_norm: norm(source, &name("ln_2"), d_model)?,
        mlp: Mlp::Plain {
            up: map("mlp.c_fc", [d_model, mlp_width], config.mlp_bias)?,
            down: map("mlp.c_proj", [mlp_width, d_model], config.mlp_bias)?,
        },
    })
}

/// Columns `part * width ..` of the map to Q, K and V side by side.
fn third(qkv: &Map, part: usize, width: usize) -> Map {
    let columns = Slice::from(part * width..(part + 1) * width);
    let own = |bias: &Array1<f32>| bias.slice_axis(Axis(0), columns).to_owned();
    Map {
        weight: qkv.weight.slice_axis(Axis(1), columns).to_owned(),
        bias: qkv.bias.as_ref().map(own),
    }
}

fn norm(source: &Source<'_>, name: &str, width: usize) -> Result<Norm, ModelError> {
    Ok(Norm::Layer {
        gain: source.vector(&format!("{name}.weight"), width)?,
        bias: source.vector(&format!("{name}.bias"), width)?,
    })
}
