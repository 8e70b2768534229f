//! Training of the decoders in [`transformer`](crate::transformer): gradients, an optimiser, and the
//! verdict on what was learned.
//!
//! | module | what it is |
//! |---|---|
//! | `layout`, [`Parameters`] | every tensor's place in one vector; parameters, gradients and moments alike |
//! | [`Initial`], `file` | parameters drawn from a seed; in and out of safetensors |
//! | `operations` | one operation a file, its derivative beside it |
//! | `layer`, [`Network`] | forward with a tape, and back along it, for GPT-2 and Llama |
//! | [`gradient`] | a batch in shards, added up in a fixed order |
//! | [`AdamW`], [`clip`], [`Schedule`] | from gradients to the next parameters |
//! | [`Settings`], [`Trainer`] | a run that can be put away and taken up again |
//! | [`Judge`] | held-out loss beside the language's entropy; agreement, pronouns, copying |
//!
//! Everything is generic over `f32` and `f64`, so that gradients can be compared with finite
//! differences. No file is opened, no clock is read and no thread is started: who has threads implements
//! [`Workers`].

mod adamw;
mod file;
mod gradient;
mod initial;
mod judge;
mod layer;
mod layout;
mod network;
mod operations;
mod parameters;
mod schedule;
mod settings;
mod trainer;

pub use crate::answers::Score;
pub use adamw::{AdamW, Decay, clip};
pub use file::Storage;
pub use gradient::{Batch, InTurn, Workers, gradient};
pub use initial::Initial;
pub use judge::{Excess, Judge, Judgement};
pub use network::{Gradients, Network, Tape};
pub use operations::cross_entropy::{CrossEntropy, cross_entropy};
pub use parameters::Parameters;
pub use schedule::Schedule;
pub use settings::Settings;
pub use trainer::{Step, Trainer, TrainingError};
