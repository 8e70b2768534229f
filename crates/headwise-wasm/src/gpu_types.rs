//! What the GPU's package tells of itself, for the declarations in TypeScript alone: apart from the
//! package, so that they can be written without a device's driver.

/// What the device is.
#[derive(Debug, ts_rs::TS)]
pub struct GpuInfo {
    /// Version of the crate: what was measured on another says nothing about this one.
    pub version: String,
    /// The adapter's name as the browser gives it, which may be empty.
    pub adapter: String,
    /// Whether it is known to compute on the CPU.
    pub software: bool,
    /// Whether it stages keys and values in half precision.
    pub half: bool,
}

/// What is held on the device.
#[derive(Debug, ts_rs::TS)]
#[ts(rename_all = "camelCase")]
pub struct GpuMemory {
    /// Bytes on the device: what tensors hold, and what is kept for those to come.
    #[ts(type = "number")]
    pub gpu_bytes: u64,
    /// Tensors that stay.
    pub tensors: usize,
}
