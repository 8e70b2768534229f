//! What the GPU's package tells of itself. Apart from the package, so that the declarations of these
//! types can be written without a device's driver.

use serde::Serialize;

/// What the device is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GpuInfo {
    /// Version of the crate: what was measured on another says nothing about this one.
    pub(crate) version: &'static str,
    /// The adapter's name as the browser gives it, which may be empty.
    pub(crate) adapter: String,
    /// Whether it is known to compute on the CPU.
    pub(crate) software: bool,
}

/// What is held on the device.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GpuMemory {
    /// Bytes on the device: what tensors hold, and what is kept for those to come.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub(crate) gpu_bytes: u64,
    /// Tensors that stay.
    pub(crate) tensors: usize,
}
