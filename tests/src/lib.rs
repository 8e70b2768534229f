//! The suite that judges every implementation of attention in this repository.
//!
//! [`conformance::run`] walks a folder of cases that others computed, hands each to a
//! [`backend::Backend`] and compares cell by cell. [`tolerance`] holds every number that says how
//! close is close enough, with its reason. Golden data lies in `golden/`.
#![forbid(unsafe_code)]

pub mod backend;
pub mod compare;
pub mod conformance;
pub mod models;
mod obstacle;
pub mod onnx;
pub mod properties;
pub mod safetensors_file;
pub mod tensor;
pub mod tolerance;

pub use obstacle::Obstacle;
