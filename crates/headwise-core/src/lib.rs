//! The mathematics of attention, pure: no wasm, no GPU, no I/O, no clock.
//!
//! Tensors are row-major `[batch, heads, len, dim]`; h query heads share g key and value heads.
//!
//! | module | what it is |
//! |---|---|
//! | [`projection`], [`heads`], [`rope`] | from tokens to heads and back: W_Q W_K W_V W_O, split, concat, positions |
//! | [`reference`](mod@reference) | softmax attention as its formula: the oracle, with every intermediate |
//! | [`linear_attention`](mod@linear_attention) | without the softmax: a state of fixed size, plain, gated and with the delta rule |
//! | [`online_softmax`], [`tiled`] | the recurrence, and the tile loop over it: O(n) memory, observable |
//! | [`kv_cache`] | keys and values kept between tokens: structures that report their growth |
//! | [`map`] | maps of attention too large to be stored: any region of one, in blocks |
//! | [`cost`] | operations, bytes moved and bytes cached, in closed form |
//! | [`trace`], [`draw`] | a run recorded so that every cell can be derived again |
//!
//! Sizes and options are checked where they enter ([`Dims`], [`Scoring`]) and never behind that. A
//! refusal is an [`AttentionError`] with a stable [`ErrorCode`].
#![forbid(unsafe_code)]

pub mod cost;
pub mod draw;
pub mod heads;
pub mod kv_cache;
pub mod linear_attention;
pub mod map;
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
mod placement;
mod real;
mod rows;
mod scoring;
mod slices;

pub use dims::Dims;
pub use error::{AttentionError, ErrorCode};
pub use mask::Mask;
pub use options::{Options, Window};
pub use placement::Columns;
pub use real::Real;
pub use scoring::Scoring;
pub use slices::{SliceKernels, SliceMap};
