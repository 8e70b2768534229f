//! Attention on typed arrays: its request, read for either backend, and the job that the CPU does.

mod arrays;
#[cfg(feature = "cpu")]
mod job;
#[cfg(feature = "cpu")]
mod operands;
mod request;
mod settings;

#[cfg(feature = "cpu")]
pub use job::{AttentionJob, AttentionResult};
pub use request::{AttentionMask, AttentionRequest, AttentionWindow, MaskKind, ScoreStage};

#[cfg(feature = "cpu")]
pub(crate) use arrays::{floats, shaped};
#[cfg(feature = "gpu")]
pub(crate) use settings::Settings;

pub(crate) const OPERATION: &str = "attention";
