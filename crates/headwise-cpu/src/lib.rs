//! Fast attention and projection on the CPU, in f32.
//!
//! | module | what it is |
//! |---|---|
//! | [`lanes`] | four f32 side by side: portable, simd128, relaxed-simd |
//! | [`attention()`], [`Problem`] | tiled attention, whole or block by block, for any number of queries |
//! | [`Projection`] | W_Q W_K W_V W_O, with heads split and concatenated on the way |
//! | [`Cpu`] | the two as the kernels of a model |
//! | [`Map`], [`Walk`] | any region of an attention map that is never stored, in blocks |
//! | [`exp2`](mod@exp2) | the exponential of a softmax |
//!
//! The algorithms are written once over [`lanes::Lanes`]. Sizes and options come checked from
//! `headwise_core`, and the code behind that checks nothing twice; there is no `unsafe`.
//!
//! # Building for the browser
//!
//! One source gives two modules, by `-C target-feature=+simd128` and `-C target-feature=+relaxed-simd`;
//! the page takes the second where it validates. Both want `-C llvm-args=-disable-lsr` as well: LLVM's
//! loop strength reduction rewrites the register tile's addresses so that no offset folds into a load
//! and accumulators are spilled. Without that flag the relaxed module loses half of its speed.
#![forbid(unsafe_code)]

pub mod exp2;
pub mod lanes;

mod attention;
mod decode;
mod hidden;
mod lockstep;
mod map;
mod masking;
mod micro;
mod pack;
mod projection;
mod slices;
mod softcap;
mod softmax;

pub use attention::{Problem, Scratch, attention};
pub use map::{Keys, Map, Shown, Walk};
pub use projection::Projection;
pub use slices::Cpu;
