//! What a request gives the device: arrays to be copied there, or tensors that are there.

use super::tensors::Tensors;
use crate::failure::Failure;
use crate::operand::Operand;
use crate::room;
use headwise_gpu::{Engine, GpuError, Tensor};

/// An operand, checked against its shape, and not on the device yet where it is an array.
pub(super) enum Checked {
    /// Row-major, with its shape.
    Array(Vec<f32>, Vec<usize>),
    There(Tensor),
}

/// Checks an operand against the shape that the request gives it.
///
/// # Errors
/// `shape-mismatch` when it has more or fewer cells, `tensor-lost` when there is none of that id,
/// `out-of-memory` when the instance has no room for a copy.
pub(super) fn read(
    tensors: &Tensors,
    operation: &'static str,
    name: &str,
    operand: &Operand,
    shape: &[usize],
) -> Result<Checked, Failure> {
    match operand {
        Operand::Array(array) => {
            let cells = room::copied(operation, name, array, shape)?;
            Ok(Checked::Array(cells, shape.to_vec()))
        }
        Operand::Kept(id) => {
            let tensor = tensors.get(operation, *id)?;
            room::check_length(operation, name, tensor.len(), shape)?;
            Ok(Checked::There(tensor.reshaped(shape)?))
        }
    }
}

impl Checked {
    /// The operand on the device.
    ///
    /// # Errors
    /// What the device reports of the copy.
    pub(super) async fn on(self, engine: &Engine) -> Result<Tensor, GpuError> {
        match self {
            Self::There(tensor) => Ok(tensor),
            Self::Array(cells, shape) => engine.upload(&shape, &cells).await,
        }
    }
}
