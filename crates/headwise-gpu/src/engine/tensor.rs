//! Tensors on the device: upload, read back, free.

use super::Engine;
use super::pool::Block;
use crate::error::{GpuError, GpuErrorCode};
use headwise_core::{AttentionError, ErrorCode};
use std::rc::Rc;

/// f32 on the device, row-major. A clone is the same memory, which goes back to the engine's pool
/// with the last of them.
#[derive(Clone, Debug)]
pub struct Tensor {
    shape: Vec<usize>,
    block: Rc<Block>,
}

impl Tensor {
    pub(super) fn new(shape: Vec<usize>, block: Rc<Block>) -> Self {
        Self { shape, block }
    }

    /// The shape.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The same memory under another shape of as many cells.
    ///
    /// # Errors
    /// `refused` (`shape-mismatch`) when that shape has more or fewer.
    pub fn reshaped(&self, shape: &[usize]) -> Result<Self, GpuError> {
        if cells(shape) != Some(self.len()) {
            let message = "the shape must have as many cells as the tensor";
            let code = ErrorCode::ShapeMismatch;
            return Err(AttentionError::new(code, "reshape", &self.shape, shape, message).into());
        }
        Ok(Self::new(shape.to_vec(), Rc::clone(&self.block)))
    }

    /// How many numbers it holds.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn block(&self) -> &Rc<Block> {
        &self.block
    }
}

impl Engine {
    /// Copies `data`, row-major, to the device.
    ///
    /// # Errors
    /// `refused` (`shape-mismatch`) when there are more or fewer numbers than the shape has,
    /// `limits-too-low`, and what the device reports.
    pub async fn upload(&self, shape: &[usize], data: &[f32]) -> Result<Tensor, GpuError> {
        if cells(shape) != Some(data.len()) {
            let message = "the shape must have as many cells as there are numbers";
            let (code, given) = (ErrorCode::ShapeMismatch, [data.len()]);
            return Err(AttentionError::new(code, "upload", shape, &given, message).into());
        }
        let (bytes, most) = (data.len() as u64 * 4, self.limits().binding_bytes);
        if bytes > most {
            let message = format!("the tensor has {bytes} bytes, a buffer at most {most}");
            return Err(GpuError::new(GpuErrorCode::LimitsTooLow, "upload", message));
        }
        let words: Vec<u32> = data.iter().map(|x| x.to_bits()).collect();
        let watch = self.device.watch("upload")?;
        let block = self.write(&words);
        watch.end().await?;
        Ok(Tensor::new(shape.to_vec(), Rc::new(block)))
    }

    /// Overwrites numbers of a tensor from the place `at` on, counted row-major, after all that was
    /// asked of the device before.
    ///
    /// # Errors
    /// `refused` (`bad-setting`) when they would end behind the tensor, and what the device reports.
    pub async fn overwrite(
        &self,
        tensor: &Tensor,
        at: usize,
        data: &[f32],
    ) -> Result<(), GpuError> {
        if at
            .checked_add(data.len())
            .is_none_or(|end| end > tensor.len())
        {
            let message = "the numbers end behind the tensor";
            let (code, given) = (ErrorCode::BadSetting, [at, data.len()]);
            return Err(AttentionError::new(code, "write", tensor.shape(), &given, message).into());
        }
        let bytes: Vec<u8> = data.iter().flat_map(|x| x.to_le_bytes()).collect();
        let watch = self.device.watch("write")?;
        let buffer = tensor.block().buffer();
        self.device
            .queue()
            .write_buffer(buffer, at as u64 * 4, &bytes);
        watch.end().await
    }

    /// Copies a tensor's numbers, row-major, from the device, after all that was asked of it before.
    ///
    /// # Errors
    /// What the device reports.
    pub async fn read(&self, tensor: &Tensor) -> Result<Vec<f32>, GpuError> {
        if tensor.is_empty() {
            return Ok(Vec::new());
        }
        let watch = self.device.watch("read")?;
        let numbers = self.map(tensor.block(), tensor.len()).await;
        // What the device says explains why nothing could be mapped.
        watch.end().await?;
        numbers
    }

    pub(super) fn write(&self, words: &[u32]) -> Block {
        let block = self.pool.take(words.len() as u64 * 4);
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        self.device.queue().write_buffer(block.buffer(), 0, &bytes);
        block
    }

    async fn map(&self, block: &Block, words: usize) -> Result<Vec<f32>, GpuError> {
        let device = self.device.wgpu();
        let bytes = words as u64 * 4;
        let landing = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read"),
            size: bytes,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut commands =
            device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        commands.copy_buffer_to_buffer(block.buffer(), 0, &landing, 0, bytes);
        self.device.queue().submit([commands.finish()]);

        let (tell, told) = futures_channel::oneshot::channel();
        // The receiver may be gone when its future was dropped; then nobody waits for the answer.
        landing.map_async(wgpu::MapMode::Read, .., |result| drop(tell.send(result)));
        let failed = |why: String| GpuError::new(GpuErrorCode::Internal, "read", why);
        device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| failed(error.to_string()))?;
        let mapped = told
            .await
            .map_err(|_| failed("the device never answered".to_owned()))?;
        mapped.map_err(|error| failed(error.to_string()))?;
        let view = landing
            .get_mapped_range(..)
            .map_err(|error| failed(error.to_string()))?;
        let (cells, _) = view.as_chunks::<4>();
        Ok(cells.iter().map(|&cell| f32::from_le_bytes(cell)).collect())
    }
}

/// The cells of a shape; none where they are too many to count.
fn cells(shape: &[usize]) -> Option<usize> {
    let product = |cells: usize, &size: &usize| cells.checked_mul(size);
    shape.iter().try_fold(1, product)
}
