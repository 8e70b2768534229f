//! The parameters of a model, in the layout in which they are multiplied.

mod gpt2;
mod llama;
mod source;

use super::{Architecture, Config, ModelError, Norm};
use crate::safetensors::TensorFile;
use ndarray::{Array1, Array2};
use source::Source;

/// A linear map `x W + b`.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// `[d_in, d_out]`, in any order in memory.
    pub weight: Array2<f32>,
    /// `[d_out]`.
    pub bias: Option<Array1<f32>>,
}

/// W_Q, W_K, W_V and W_O.
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionWeights {
    /// `[d_model, heads head_dim]`.
    pub q: Map,
    /// `[d_model, kv_heads head_dim]`.
    pub k: Map,
    /// `[d_model, kv_heads head_dim]`.
    pub v: Map,
    /// `[heads head_dim, d_model]`.
    pub o: Map,
}

/// What follows attention in a layer.
#[derive(Clone, Debug, PartialEq)]
pub enum Mlp {
    /// `activation(x up) down`.
    Plain {
        /// `[d_model, mlp_width]`.
        up: Map,
        /// `[mlp_width, d_model]`.
        down: Map,
    },
    /// `(activation(x gate) * (x up)) down`: SwiGLU where the activation is silu (Shazeer 2020,
    /// equation 6).
    Gated {
        /// `[d_model, mlp_width]`.
        gate: Map,
        /// `[d_model, mlp_width]`.
        up: Map,
        /// `[mlp_width, d_model]`.
        down: Map,
    },
}

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerWeights {
    /// Before attention.
    pub attention_norm: Norm,
    /// The heads.
    pub attention: AttentionWeights,
    /// Before the MLP.
    pub mlp_norm: Norm,
    /// The MLP.
    pub mlp: Mlp,
}

/// All parameters of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// `[vocab_size, d_model]`.
    pub embedding: Array2<f32>,
    /// Learned positions `[positions, d_model]`; `None` where queries and keys are turned.
    pub positions: Option<Array2<f32>>,
    /// In the order of computation.
    pub layers: Vec<LayerWeights>,
    /// After the last layer.
    pub norm: Norm,
    /// `[d_model, vocab_size]`; `None` where the head is the embedding, transposed.
    pub head: Option<Array2<f32>>,
}

impl Weights {
    /// Takes what `config` asks for out of a file, f16 and bf16 widened to f32. Tensors that it does
    /// not ask for are passed over, as are the attention masks in old files of GPT-2.
    ///
    /// # Errors
    /// [`ModelError::MissingTensor`], [`ModelError::WrongShape`] and [`ModelError::File`], each with
    /// the tensor's name. Shapes are compared before anything is allocated for a tensor.
    pub fn read(config: &Config, file: &TensorFile) -> Result<Self, ModelError> {
        match config.architecture {
            Architecture::Gpt2 => gpt2::read(config, &Source::new(file, "transformer.")),
            Architecture::Llama => llama::read(config, &Source::new(file, "model.")),
        }
    }
}
