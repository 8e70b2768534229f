//! `config.json`, parsed once: what is behind it checks no size again.

mod gpt2;
mod llama;
mod rope;

use super::{Activation, Frequencies, ModelError};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// No size of a model is above this: products of two stay far below the address space of wasm32.
const MAX_SIZE: usize = 1 << 24;
/// Heads and widths of a head, whose product is a width.
const MAX_HEADS: usize = 1 << 12;

/// The layout of the tensors in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// Q, K and V in one map `[in, 3 out]`, maps `[in, out]`.
    Gpt2,
    /// Q, K and V apart, maps `[out, in]`; Mistral's too.
    Llama,
}

/// How a token's place enters.
#[derive(Clone, Debug, PartialEq)]
pub enum Positions {
    /// A learned vector for each position, added to the embedding. No text is longer.
    Learned {
        /// How many positions have one.
        count: usize,
    },
    /// Queries and keys are turned (Su et al. 2021).
    Rotary(Frequencies),
}

/// One description of the three architectures.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The layout of the tensors.
    pub architecture: Architecture,
    /// Tokens that there are.
    pub vocab_size: usize,
    /// Width of the residual stream.
    pub d_model: usize,
    /// Blocks of attention and MLP.
    pub layers: usize,
    /// Query heads, h.
    pub heads: usize,
    /// Key and value heads, g; divides h.
    pub kv_heads: usize,
    /// Width of a head, d_k = d_v; even with rotary positions.
    pub head_dim: usize,
    /// Width between the maps of an MLP.
    pub mlp_width: usize,
    /// Added to the variance (or mean square) in a norm.
    pub epsilon: f64,
    /// Between the maps of an MLP.
    pub activation: Activation,
    /// How a token's place enters.
    pub positions: Positions,
    /// A query sees so many of the last keys, its own included; `None`: all.
    pub window: Option<usize>,
    /// Whether scores are divided by `sqrt(head_dim)`.
    pub scale_by_width: bool,
    /// Whether the scores of layer L, from 0, are divided by L + 1.
    pub scale_by_layer: bool,
    /// Whether the maps of attention have biases.
    pub attention_bias: bool,
    /// Whether the maps of the MLP have biases.
    pub mlp_bias: bool,
    /// Whether the head is the embedding, transposed.
    pub tied: bool,
}

/// The part of `config.json` that says how to read the rest.
#[derive(Deserialize)]
struct Kind {
    model_type: Option<String>,
}

impl Config {
    /// Reads a `config.json` of GPT-2, Llama or Mistral, as the transformers library saves it. Fields
    /// that are absent have that library's defaults; sizes must be given.
    ///
    /// # Errors
    /// [`ModelError::Unsupported`] for another architecture, activation or way of stretching positions,
    /// by its name; [`ModelError::Config`] for what cannot be parsed and sizes that no model has.
    pub fn parse(json: &[u8]) -> Result<Self, ModelError> {
        let Kind { model_type } = fields(json)?;
        let config = match model_type.as_deref() {
            Some("gpt2") => gpt2::parse(json)?,
            Some("llama") => llama::parse(json, &llama::LLAMA)?,
            Some("mistral") => llama::parse(json, &llama::MISTRAL)?,
            Some(other) => {
                let message =
                    format!("architecture {other:.40} is not built: gpt2, llama, mistral are");
                return Err(ModelError::Unsupported(message));
            }
            None => return Err(ModelError::Config("names no model_type".to_owned())),
        };
        config.check()?;
        Ok(config)
    }

    /// Width of all query heads together, h d_k.
    pub fn wide(&self) -> usize {
        self.heads * self.head_dim
    }

    /// Width of all key heads together, g d_k.
    pub fn kv_wide(&self) -> usize {
        self.kv_heads * self.head_dim
    }

    /// What the scores of a layer, from 0, are multiplied by.
    pub fn scale(&self, layer: usize) -> f32 {
        let width = if self.scale_by_width {
            (self.head_dim as f64).sqrt()
        } else {
            1.0
        };
        let depth = if self.scale_by_layer {
            (layer + 1) as f64
        } else {
            1.0
        };
        (1.0 / (width * depth)) as f32
    }

    fn check(&self) -> Result<(), ModelError> {
        let sizes = [
            ("the vocabulary", self.vocab_size, MAX_SIZE),
            ("the width", self.d_model, MAX_SIZE),
            ("the number of layers", self.layers, MAX_SIZE),
            ("the width of the MLP", self.mlp_width, MAX_SIZE),
            ("the number of heads", self.heads, MAX_HEADS),
            ("the number of key heads", self.kv_heads, MAX_HEADS),
            ("the width of a head", self.head_dim, MAX_HEADS),
        ];
        for (what, size, most) in sizes {
            if !(1..=most).contains(&size) {
                return Err(ModelError::Config(format!(
                    "{what} is {size}, not 1 to {most}"
                )));
            }
        }
        if !self.heads.is_multiple_of(self.kv_heads) {
            return Err(ModelError::Config(format!(
                "{} key heads do not divide {} heads",
                self.kv_heads, self.heads
            )));
        }
        if matches!(self.positions, Positions::Rotary(_)) && !self.head_dim.is_multiple_of(2) {
            let message = format!("a head of odd width {} cannot be turned", self.head_dim);
            return Err(ModelError::Config(message));
        }
        if !(self.epsilon.is_finite() && self.epsilon >= 0.0) {
            return Err(ModelError::Config(format!(
                "the epsilon of norms is {}",
                self.epsilon
            )));
        }
        if self.window == Some(0) {
            return Err(ModelError::Config(
                "a window of 0 keys hides everything".to_owned(),
            ));
        }
        Ok(())
    }
}

/// The fields of a `config.json` that `T` names; others are passed over.
fn fields<T: DeserializeOwned>(json: &[u8]) -> Result<T, ModelError> {
    serde_json::from_slice(json).map_err(|error| ModelError::Config(error.to_string()))
}

fn activation(name: Option<&str>, default: Activation) -> Result<Activation, ModelError> {
    let unknown = |name| ModelError::Unsupported(format!("activation {name:.40} is not built"));
    name.map_or(Ok(default), |name| {
        Activation::named(name).ok_or_else(|| unknown(name))
    })
}

/// `whole / parts` where that is a whole number.
fn divide(whole: usize, parts: usize) -> Result<usize, ModelError> {
    if parts == 0 || !whole.is_multiple_of(parts) {
        let message = format!("{parts} heads do not divide a width of {whole}");
        return Err(ModelError::Config(message));
    }
    Ok(whole / parts)
}
