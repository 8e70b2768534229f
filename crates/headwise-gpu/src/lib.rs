//! Attention on the GPU: WGSL kernels, and what it takes to run them through wgpu.
//!
//! | part | what it is |
//! |---|---|
//! | `shaders/` | the kernels; each opens with its mathematics |
//! | [`shaders`] | what the kernels declare, read from them when building |
//! | [`plan`] | pure: which buffers, which dispatches, which tile for which limits |
//! | [`twins`] | each kernel again as plain Rust over the same bindings; runs a plan without a GPU |
//! | [`engine`] | runs a plan on wgpu: device, pipelines, tensors that stay on the device |
//!
//! A plan knows no device and an engine no mathematics. The kernels need 16 KiB of workgroup memory.
//! Two of them, for adapters in software, need subgroups of at least four threads; the others need
//! none, and all are correct whatever the size of a subgroup. One needs half precision, and is taken
//! only where the caller asks for it: [`plan::Precision`].
#![forbid(unsafe_code)]

pub mod engine;
pub mod plan;
pub mod shaders;
pub mod twins;

mod error;

pub use engine::{Attended, Engine, Tensor};
pub use error::{GpuError, GpuErrorCode};
