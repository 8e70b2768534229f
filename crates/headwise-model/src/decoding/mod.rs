//! A text decoded token by token, and what it costs: the plan of a run, the models that run it, and
//! kernels that count.

mod decoder;
mod drawn;
mod kernels;
mod meter;
mod plan;
mod streaming;
mod text;

pub(crate) use decoder::Decoder;
pub(crate) use meter::{Counted, Meter, Spent};
pub(crate) use plan::CachePlan;
pub(crate) use streaming::{Streaming, logits};
pub(crate) use text::{begin, cached, shown_model, taken_apart};
