//! Room for what is copied in: asked for before it is taken.
//!
//! An allocation that fails ends the instance, and with it every tensor in it; a refusal ends a call.

use crate::failure::Failure;
use headwise_core::cost::cells;
use js_sys::Float32Array;

/// The most that a 32-bit memory can hold, in numbers of four bytes.
const ADDRESSABLE: u64 = (1 << 32) / 4;

/// Refuses shapes whose numbers, all together, no memory of 32 bits holds, before any is allocated.
///
/// # Errors
/// `too-large`.
pub(crate) fn fits(operation: &'static str, shapes: &[&[usize]]) -> Result<(), Failure> {
    let total = cells(shapes);
    if total < ADDRESSABLE {
        return Ok(());
    }
    let message = format!("{total} numbers do not fit a memory of 32 bits");
    Err(Failure::new("too-large", operation, message))
}

/// Refuses so many numbers when the memory can't grow by them.
///
/// # Errors
/// `out-of-memory`.
pub(crate) fn room_for(operation: &'static str, count: usize) -> Result<(), Failure> {
    Vec::<f32>::new().try_reserve_exact(count).map_err(|_| {
        let message = format!("there is no memory left for {count} numbers");
        Failure::new("out-of-memory", operation, message)
    })
}

/// A copy of an array that must be as long as `shape` says; a detached one has length 0.
///
/// # Errors
/// `shape-mismatch` or `out-of-memory`.
pub(crate) fn copied(
    operation: &'static str,
    name: &str,
    array: &Float32Array,
    shape: &[usize],
) -> Result<Vec<f32>, Failure> {
    let length = array.length() as usize;
    check_length(operation, name, length, shape)?;
    // A detached array throws when it is copied.
    if length == 0 {
        return Ok(Vec::new());
    }
    room_for(operation, length)?;
    Ok(array.to_vec())
}

/// # Errors
/// `shape-mismatch` when so many numbers do not fill the shape.
pub(crate) fn check_length(
    operation: &'static str,
    name: &str,
    length: usize,
    shape: &[usize],
) -> Result<(), Failure> {
    if shape
        .iter()
        .try_fold(1_usize, |n, &size| n.checked_mul(size))
        == Some(length)
    {
        return Ok(());
    }
    let message = format!("{name} holds {length} numbers, which is not what its shape asks for");
    Err(Failure::mismatch(operation, &[length], shape, message))
}
