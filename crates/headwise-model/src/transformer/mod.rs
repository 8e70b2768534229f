//! Decoder-only transformers, from the files of a model to the next token.
//!
//! | module | what it is |
//! |---|---|
//! | [`Config`] | `config.json` of GPT-2, Llama and Mistral, parsed into one description |
//! | [`Weights`] | the parameters, out of the tensors of a file or of one's own making |
//! | [`Kernels`] | what computes projections and attention: the reference, the tile loop, or a caller's |
//! | [`Model`], [`KvCache`] | the forward pass, with hidden states and attention weights on request |
//! | [`Generation`], [`Sampling`] | token by token: greedy, or drawn from a seed |
//!
//! The three architectures are one pre-norm decoder: `x + attend(norm(x))`, then `x + mlp(norm(x))` in
//! each layer, a last norm and a head. GPT-2 (Radford et al. 2019) has LayerNorm, learned positions and
//! a plain MLP; Llama (Touvron et al. 2023) has RMSNorm, rotary positions, grouped queries and SwiGLU;
//! Mistral (Jiang et al. 2023) is Llama with a sliding window.
//!
//! Bytes come in and numbers go out: no file is opened, and a seed is an argument.

mod activation;
mod block;
mod cache;
mod config;
mod error;
mod generate;
mod kernels;
mod model;
mod norm;
mod rotary;
mod sample;
mod slices;
mod weights;

pub use activation::Activation;
pub(crate) use activation::erf;
pub use cache::KvCache;
pub use config::{Architecture, Config, Positions};
pub use error::ModelError;
pub use generate::Generation;
pub use kernels::{Kernels, Linear, Reference, Tiled};
pub use model::{Forward, Model, Observe};
pub use norm::Norm;
pub use rotary::{Frequencies, Stretch};
pub use sample::{Choice, Sampling};
pub use slices::Slices;
pub use weights::{AttentionWeights, LayerWeights, Map, Mlp, Weights};
