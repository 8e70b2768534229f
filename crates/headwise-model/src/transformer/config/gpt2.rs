//! The fields of GPT-2 (Radford et al. 2019).

use super::{Architecture, Config, Positions, activation, divide, fields};
use crate::transformer::{Activation, ModelError};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fields {
    vocab_size: usize,
    n_positions: usize,
    n_embd: usize,
    n_layer: usize,
    n_head: usize,
    n_inner: Option<usize>,
    activation_function: Option<String>,
    layer_norm_epsilon: Option<f64>,
    scale_attn_weights: Option<bool>,
    scale_attn_by_inverse_layer_idx: Option<bool>,
    add_cross_attention: Option<bool>,
    tie_word_embeddings: Option<bool>,
}

pub(super) fn parse(json: &[u8]) -> Result<Config, ModelError> {
    let fields: Fields = fields(json)?;
    if fields.add_cross_attention == Some(true) {
        let message = "cross-attention is not built: a decoder has one text".to_owned();
        return Err(ModelError::Unsupported(message));
    }
    let d_model = fields.n_embd;
    Ok(Config {
        architecture: Architecture::Gpt2,
        vocab_size: fields.vocab_size,
        d_model,
        layers: fields.n_layer,
        heads: fields.n_head,
        kv_heads: fields.n_head,
        head_dim: divide(d_model, fields.n_head)?,
        mlp_width: fields.n_inner.unwrap_or(d_model.saturating_mul(4)),
        epsilon: fields.layer_norm_epsilon.unwrap_or(1e-5),
        activation: activation(fields.activation_function.as_deref(), Activation::GeluTanh)?,
        positions: Positions::Learned {
            count: fields.n_positions,
        },
        window: None,
        scale_by_width: fields.scale_attn_weights.unwrap_or(true),
        scale_by_layer: fields.scale_attn_by_inverse_layer_idx.unwrap_or(false),
        attention_bias: true,
        mlp_bias: true,
        tied: fields.tie_word_embeddings.unwrap_or(true),
    })
}
