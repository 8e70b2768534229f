//! Numbers on their way back from the device.

use super::{Engine, Tensor};
use crate::error::{GpuError, GpuErrorCode};
use futures_channel::oneshot::{Receiver, channel};

/// Copies of tensors, side by side in a buffer that the CPU may map. Nothing is waited for until
/// [`Landing::numbers`].
pub(super) struct Landing {
    buffer: wgpu::Buffer,
    device: wgpu::Device,
    told: Receiver<Result<(), wgpu::BufferAsyncError>>,
    lengths: Vec<usize>,
}

impl Engine {
    /// Has tensors copied after all that was asked of the device before.
    pub(super) fn land(&self, tensors: &[Tensor]) -> Option<Landing> {
        let lengths: Vec<usize> = tensors.iter().map(Tensor::len).collect();
        let bytes = lengths.iter().sum::<usize>() as u64 * 4;
        if bytes == 0 {
            return None;
        }
        let device = self.device.wgpu().clone();
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: bytes,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut commands =
            device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut at = 0;
        for tensor in tensors.iter().filter(|tensor| !tensor.is_empty()) {
            let own = tensor.len() as u64 * 4;
            commands.copy_buffer_to_buffer(tensor.block().buffer(), 0, &buffer, at, own);
            at += own;
        }
        self.device.queue().submit([commands.finish()]);
        let (tell, told) = channel();
        // The receiver may be gone when its future was dropped; then nobody waits for the answer.
        buffer.map_async(wgpu::MapMode::Read, .., |result| drop(tell.send(result)));
        Some(Landing {
            buffer,
            device,
            told,
            lengths,
        })
    }
}

impl Landing {
    /// The numbers of each tensor, row-major.
    pub(super) async fn numbers(self) -> Result<Vec<Vec<f32>>, GpuError> {
        let failed = |why: String| GpuError::new(GpuErrorCode::Internal, "read", why);
        self.device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| failed(error.to_string()))?;
        let mapped = self.told.await;
        mapped
            .map_err(|_| failed("the device never answered".to_owned()))?
            .map_err(|error| failed(error.to_string()))?;
        let view = self.buffer.get_mapped_range(..);
        let view = view.map_err(|error| failed(error.to_string()))?;
        let mut rest: &[u8] = &view;
        let mut numbers = Vec::new();
        for length in self.lengths {
            let (own, others) = rest.split_at(length * 4);
            numbers.push(bytemuck::pod_collect_to_vec(own));
            rest = others;
        }
        drop(view);
        // Not left to a collector of garbage, which knows nothing of its size.
        self.buffer.destroy();
        Ok(numbers)
    }
}
