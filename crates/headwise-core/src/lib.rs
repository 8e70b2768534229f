//! The mathematics of attention, pure: no wasm, no GPU, no I/O, no clock.
#![forbid(unsafe_code)]

pub mod draw;
pub mod trace;
