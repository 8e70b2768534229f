//! Attention on typed arrays.

mod job;
mod operands;
mod request;

pub use job::{AttentionJob, AttentionResult};
pub(crate) use operands::{floats, shaped};
pub use request::{AttentionMask, AttentionRequest, AttentionWindow, MaskKind, ScoreStage};
