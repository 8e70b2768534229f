//! What a device allows, as far as a plan depends on it.

use super::Plan;
use crate::error::{GpuError, GpuErrorCode};

/// How flash attention holds K and V in workgroup memory. All else is f32 in any case: the operands, the
/// dot products, m, l and O; so are decoding and projections, which stage neither K nor V.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// As they are.
    #[default]
    F32,
    /// Rounded to the 11 bits of an f16, in half the memory. What is beyond its range (NaN, infinities,
    /// magnitudes above 65504) is not rounded; below 6e-5 an f16 has fewer bits, below 3e-8 none.
    F16Staging,
}

/// Limits of a device, in WebGPU's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of workgroup memory.
    pub workgroup_bytes: u32,
    /// Invocations of a workgroup.
    pub invocations: u32,
    /// Bytes of a storage buffer that one binding may span.
    pub binding_bytes: u64,
    /// Workgroups along one dimension of a dispatch.
    pub groups: u32,
    /// Storage buffers of one shader.
    pub storage_buffers: u32,
    /// Whether four neighbouring threads can hand numbers to each other: subgroups, of four at least.
    pub quads: bool,
    /// Whether it computes on a CPU, which wants few threads with much to do.
    pub software: bool,
    /// How K and V are to be staged; a device without half precision has none but f32.
    pub precision: Precision,
}

impl Default for Limits {
    /// WebGPU's defaults, which every adapter reaches.
    fn default() -> Self {
        Self {
            workgroup_bytes: 16_384,
            invocations: 256,
            binding_bytes: 128 << 20,
            groups: 65_535,
            storage_buffers: 8,
            quads: false,
            software: false,
            precision: Precision::F32,
        }
    }
}

impl Limits {
    /// Whether four threads that hand numbers to each other do better than a wave that shares workgroup
    /// memory: on a GPU most of the wave would idle.
    pub(super) fn prefers_quads(&self) -> bool {
        self.quads && self.software
    }

    /// Refuses a plan whose buffers or dispatches the device does not take.
    ///
    /// # Errors
    /// `limits-too-low`, with the buffer or the dispatch and both numbers.
    pub fn check(&self, operation: &'static str, plan: &Plan) -> Result<(), GpuError> {
        let too_low = |message| {
            Err(GpuError::new(
                GpuErrorCode::LimitsTooLow,
                operation,
                message,
            ))
        };
        for buffer in &plan.buffers {
            let (bytes, most) = ((buffer.words as u64).saturating_mul(4), self.binding_bytes);
            if bytes > most {
                let name = buffer.name;
                return too_low(format!("{name} has {bytes} bytes, a buffer at most {most}"));
            }
        }
        for dispatch in &plan.dispatches {
            if dispatch.groups.iter().any(|&count| count > self.groups) {
                let (name, groups, most) = (dispatch.shader.name, dispatch.groups, self.groups);
                return too_low(format!(
                    "{name} needs {groups:?} workgroups, a dimension has {most}"
                ));
            }
        }
        Ok(())
    }
}
