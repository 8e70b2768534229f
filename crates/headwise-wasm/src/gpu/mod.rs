//! The GPU's engine for JavaScript: arrays to the device, results back, tensors that stay there.
//!
//! A call is an `async` method: it gives its answer when the device has finished. One call at a time:
//! the scopes in which errors of the device are caught must not interleave.

mod device;
mod operands;
mod panics;
mod tensors;

pub use device::Gpu;
pub use panics::on_panic;
