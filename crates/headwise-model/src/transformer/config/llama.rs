//! The fields of Llama (Touvron et al. 2023) and Mistral (Jiang et al. 2023).

use super::rope::{self, Rope};
use super::{Architecture, Config, Positions, activation, divide, fields};
use crate::transformer::{Activation, ModelError};
use serde::{Deserialize, Deserializer};

/// What an absent field means, where the two differ.
pub(super) struct Defaults {
    /// `None`: as many as heads.
    kv_heads: Option<usize>,
    window: Option<usize>,
    /// Whether a window, and not biases, may be given.
    windowed: bool,
}

pub(super) const LLAMA: Defaults = Defaults {
    kv_heads: None,
    window: None,
    windowed: false,
};

pub(super) const MISTRAL: Defaults = Defaults {
    kv_heads: Some(8),
    window: Some(4096),
    windowed: true,
};

#[derive(Deserialize)]
struct Fields {
    vocab_size: usize,
    hidden_size: usize,
    intermediate_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    #[serde(default, deserialize_with = "given")]
    num_key_value_heads: Option<Option<usize>>,
    head_dim: Option<usize>,
    hidden_act: Option<String>,
    rms_norm_eps: Option<f64>,
    max_position_embeddings: Option<f64>,
    #[serde(default, deserialize_with = "given")]
    sliding_window: Option<Option<usize>>,
    attention_bias: Option<bool>,
    mlp_bias: Option<bool>,
    tie_word_embeddings: Option<bool>,
    rope_theta: Option<f64>,
    rope_scaling: Option<Rope>,
    rope_parameters: Option<Rope>,
}

/// Tells a field that is null, `Some(None)`, from one that is absent.
fn given<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Option<usize>>, D::Error> {
    Option::deserialize(json).map(Some)
}

pub(super) fn parse(json: &[u8], defaults: &Defaults) -> Result<Config, ModelError> {
    let fields: Fields = fields(json)?;
    let heads = fields.num_attention_heads;
    let head_dim = match fields.head_dim {
        Some(head_dim) => head_dim,
        None => divide(fields.hidden_size, heads)?,
    };
    let rope = fields.rope_parameters.or(fields.rope_scaling);
    let frequencies = rope::frequencies(
        &rope.unwrap_or_default(),
        fields.rope_theta,
        fields.max_position_embeddings,
        head_dim,
    )?;
    let window = fields.sliding_window.unwrap_or(defaults.window);
    Ok(Config {
        architecture: Architecture::Llama,
        vocab_size: fields.vocab_size,
        d_model: fields.hidden_size,
        layers: fields.num_hidden_layers,
        heads,
        kv_heads: fields
            .num_key_value_heads
            .unwrap_or(defaults.kv_heads)
            .unwrap_or(heads),
        head_dim,
        mlp_width: fields.intermediate_size,
        epsilon: fields.rms_norm_eps.unwrap_or(1e-6),
        activation: activation(fields.hidden_act.as_deref(), Activation::Silu)?,
        positions: Positions::Rotary(frequencies),
        window: window.filter(|_| defaults.windowed),
        scale_by_width: true,
        scale_by_layer: false,
        attention_bias: !defaults.windowed && fields.attention_bias.unwrap_or(false),
        mlp_bias: !defaults.windowed && fields.mlp_bias.unwrap_or(false),
        tied: fields.tie_word_embeddings.unwrap_or(false),
    })
}
