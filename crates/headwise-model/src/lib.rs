//! From a sentence to a trace: words, seeded parameters and the attention layer that is shown.
//!
//! Every number is computed by [`headwise_core`]; the rule of each tensor is written beside it and
//! never used to fill it, so that deriving the trace again checks one against the other.
//!
//! ```
//! use headwise_model::{SentenceRequest, trace};
//!
//! let trace = trace(&SentenceRequest::new("the keys to the cabinet are on the table"))?;
//! assert_eq!(trace.tokens.len(), 9);
//!
//! let derivation = trace.derive_all(1e-5).unwrap();
//! assert_eq!(derivation.cells, trace.tensors.iter().map(|tensor| tensor.data.len()).sum::<usize>());
//! # Ok::<(), headwise_core::AttentionError>(())
//! ```
#![forbid(unsafe_code)]

mod answers;
mod builder;
mod cells;
mod decoding;
pub mod heads;
pub mod language;
mod layer;
mod own;
mod recorder;
mod request;
pub mod safetensors;
mod sentence_model;
mod stages;
pub mod tokenizer;
pub mod train;
mod trained;
pub mod transformer;
mod words;

pub use builder::{TraceBuilder, trace};
pub use own::OwnArrays;
pub use request::{
    CacheRequest, MAX_D_MODEL, MAX_HEADS, MAX_TEMPERATURE, MAX_TOKENS, MIN_TEMPERATURE,
    SamplingRequest, SentenceRequest, TileRequest, WeightSource,
};
pub use sentence_model::SentenceModel;
pub use words::{Words, word_key};
