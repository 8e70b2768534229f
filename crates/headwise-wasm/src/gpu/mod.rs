//! The GPU's engine for JavaScript: arrays to the device, results back, tensors that stay there.
//!
//! A call returns a promise, which settles when the device has finished. One call at a time:
//! the scopes in which errors of the device are caught must not interleave.

mod calls;
mod clock;
mod device;
#[cfg(target_arch = "wasm32")]
mod memory;
mod operands;
mod panics;
mod promise;
mod tensors;

pub use device::Gpu;
pub use panics::on_panic;
