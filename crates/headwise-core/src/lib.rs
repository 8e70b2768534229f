//! The mathematics of attention, pure: no wasm, no GPU, no I/O, no clock.
#![forbid(unsafe_code)]

pub mod cost;
pub mod draw;
pub mod heads;
pub mod online_softmax;
pub mod projection;
pub mod reference;
pub mod rope;
pub mod tiled;
pub mod trace;

mod dims;
mod error;
mod mask;
mod options;
mod real;
mod rows;
mod scoring;

pub use dims::Dims;
pub use error::{AttentionError, ErrorCode};
pub use mask::Mask;
pub use options::{Options, Window};
pub use real::Real;
pub use scoring::{Columns, Scoring};
