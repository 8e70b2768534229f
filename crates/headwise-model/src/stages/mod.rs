//! The computation in order, one file a stage.

mod attend;
mod concat;
mod embed;
mod facts;
mod output;
mod project;
mod scores;
mod softmax;
mod split;
mod statistics;
mod wide_head;

use crate::layer::Layer;
use crate::recorder::Recorder;
use headwise_core::AttentionError;

/// Computes some tensors from those recorded before, and records them.
type Stage = fn(&Layer, &mut Recorder) -> Result<(), AttentionError>;

/// Every stage, each after those it reads.
pub(crate) const STAGES: [Stage; 9] = [
    facts::run,
    embed::run,
    project::run,
    split::run,
    scores::run,
    attend::run,
    concat::run,
    output::run,
    wide_head::run,
];

/// The streams of [`headwise_core::draw`], one for each drawn table.
mod stream {
    pub(super) const EMBEDDING: u32 = 0;
    pub(super) const W_Q: u32 = 1;
    pub(super) const W_K: u32 = 2;
    pub(super) const W_V: u32 = 3;
    pub(super) const W_O: u32 = 4;
}
