//! Models that another library ran: their files, and what it computed.
//!
//! A folder holds `config.json` and `model.safetensors` as the transformers library saves them, and
//! `expected.safetensors`: `input_ids [batch, n]`, and any of `logits`, `hidden.L` (0 is the
//! embedding, the last is after the final norm), `attention.L` (after the softmax) and `greedy`, where
//! each row is a row of `input_ids` and the tokens that follow it.

mod expected;
#[cfg(feature = "gpu")]
mod gpu;
mod judge;
mod through;

#[cfg(feature = "gpu")]
pub use gpu::Gpu;
pub use judge::judge;
pub use through::Through;

use crate::Obstacle;
use headwise_model::transformer::ModelError;

/// The file that makes a folder a model.
pub const CONFIG_FILE: &str = "config.json";

impl From<ModelError> for Obstacle {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Unsupported(reason) => Self::Unsupported(reason),
            ModelError::File(error) => error.into(),
            other => Self::Broken(other.to_string()),
        }
    }
}
