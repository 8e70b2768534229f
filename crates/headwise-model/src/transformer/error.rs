//! Why a model was not loaded or not run.

use crate::safetensors::FileError;
use crate::tokenizer::TokenizerError;
use headwise_core::AttentionError;
use std::fmt;

/// A refusal, with the name of what is at fault.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ModelError {
    /// `config.json` cannot be parsed, or says what no model can be.
    Config(String),
    /// A sound configuration that asks for what is not built here, such as another architecture.
    Unsupported(String),
    /// A `tokenizer.json` was refused, with the place in it.
    Tokenizer(String),
    /// The tensor file, or a tensor in it, was refused.
    File(FileError),
    /// A tensor that the architecture needs is not in the file.
    MissingTensor {
        /// Its name in the file.
        name: String,
        /// The shape that it should have.
        shape: Vec<usize>,
    },
    /// A tensor has another shape than the configuration asks for.
    WrongShape {
        /// Its name in the file.
        name: String,
        /// The shape that it should have.
        expected: Vec<usize>,
        /// The shape that it has.
        found: Vec<usize>,
    },
    /// The tokens, or a setting of a run, are outside what the model takes.
    Input(String),
    /// The numbers left what can be computed with: logits without a largest.
    NotFinite,
    /// A kernel refused its operands.
    Attention(AttentionError),
    /// A kernel failed for a reason of its own, as when a device is lost.
    Kernel(String),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(message) => write!(f, "config.json: {message}"),
            Self::Tokenizer(message) => write!(f, "tokenizer.json: {message}"),
            Self::Unsupported(message) | Self::Input(message) | Self::Kernel(message) => {
                f.write_str(message)
            }
            Self::File(error) => error.fmt(f),
            Self::MissingTensor { name, shape } => {
                write!(f, "tensor {name} of shape {shape:?} is missing")
            }
            Self::WrongShape {
                name,
                expected,
                found,
            } => write!(
                f,
                "tensor {name} has shape {found:?} where the configuration asks for {expected:?}"
            ),
            Self::NotFinite => f.write_str("the logits have no finite largest"),
            Self::Attention(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ModelError {}

impl From<FileError> for ModelError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<TokenizerError> for ModelError {
    fn from(error: TokenizerError) -> Self {
        Self::Tokenizer(error.to_string())
    }
}

impl From<AttentionError> for ModelError {
    fn from(error: AttentionError) -> Self {
        Self::Attention(error)
    }
}
