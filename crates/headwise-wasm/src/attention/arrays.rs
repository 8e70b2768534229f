//! Typed arrays into Rust, in the shapes that they should have.

use crate::failure::Failure;
use crate::room;
use headwise_core::{AttentionError, ErrorCode};
use js_sys::Float32Array;
use ndarray::{Array, Dimension};

/// A copy of the array in this shape.
pub(crate) fn floats<D: Dimension>(
    operation: &'static str,
    name: &str,
    array: &Float32Array,
    shape: D,
) -> Result<Array<f32, D>, Failure> {
    let numbers = room::copied(operation, name, array, shape.slice())?;
    shaped(operation, name, numbers, shape)
}

/// The elements of a typed array. A detached one has length 0 and throws when it is copied.
pub(crate) fn copied<T>(length: u32, copy: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if length == 0 { Vec::new() } else { copy() }
}

/// The numbers in this shape; `shape-mismatch` when there are more or fewer.
pub(crate) fn shaped<T, D: Dimension>(
    operation: &'static str,
    name: &str,
    numbers: Vec<T>,
    shape: D,
) -> Result<Array<T, D>, Failure> {
    let (length, wanted) = (numbers.len(), shape.slice().to_vec());
    // Not `from_shape_vec`: it knows of strides too, and brings a sort of them to every reader.
    let row = Array::from_vec(numbers);
    row.into_shape_with_order(shape).map_err(|_| {
        let message =
            format!("{name} holds {length} numbers, which is not what its shape asks for");
        let code = ErrorCode::ShapeMismatch;
        AttentionError::new(code, operation, &[length], &wanted, message).into()
    })
}
