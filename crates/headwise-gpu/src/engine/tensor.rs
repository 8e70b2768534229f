//! Tensors on the device: upload, read back, free.

use super::Engine;
use super::pool::Block;
use crate::error::{GpuError, GpuErrorCode};
use headwise_core::{AttentionError, ErrorCode};
use std::pin::Pin;
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
        let watch = self.device.watch("upload")?;
        let block = self.write(bytemuck::cast_slice(data));
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
        let watch = self.device.watch("write")?;
        let (buffer, at) = (tensor.block().buffer(), at as u64 * 4);
        self.device
            .queue()
            .write_buffer(buffer, at, bytemuck::cast_slice(data));
        watch.end().await
    }

    /// Copies a tensor's numbers, row-major, from the device, after all that was asked of it before.
    ///
    /// # Errors
    /// What the device reports.
    pub async fn read(&self, tensor: &Tensor) -> Result<Vec<f32>, GpuError> {
        let tensors = vec![tensor.clone()];
        let mut numbers = self.answer("read", Box::pin(async { Ok(tensors) })).await?;
        Ok(numbers.remove(0))
    }

    /// Does `work`, which uploads and runs and reads nothing, and returns the numbers of the tensors
    /// that it names, row-major. Nothing is waited for before all of it is on its way: a call that reads
    /// its results waits for the device once.
    ///
    /// # Errors
    /// Those of `work`, and what the device reports.
    pub async fn answer(
        &self,
        operation: &'static str,
        work: Pin<Box<dyn Future<Output = Result<Vec<Tensor>, GpuError>> + '_>>,
    ) -> Result<Vec<Vec<f32>>, GpuError> {
        let watch = self.device.watch_all(operation)?;
        let done = work.await;
        let landing = done.as_ref().ok().and_then(|tensors| self.land(tensors));
        let ended = watch.end();
        let numbers = match landing {
            Some(landing) => Some(landing.numbers().await),
            None => None,
        };
        // What the device says explains why nothing could be mapped.
        self.heed(ended.await)?;
        let empty = vec![Vec::new(); done?.len()];
        numbers.unwrap_or(Ok(empty))
    }

    pub(super) fn write(&self, bytes: &[u8]) -> Block {
        let block = self.pool.take(bytes.len() as u64);
        self.device.queue().write_buffer(block.buffer(), 0, bytes);
        block
    }
}

/// The cells of a shape; none where they are too many to count.
fn cells(shape: &[usize]) -> Option<usize> {
    let product = |cells: usize, &size: &usize| cells.checked_mul(size);
    shape.iter().try_fold(1, product)
}
