//! From little-endian bytes to numbers.

use crate::Obstacle;
use crate::obstacle::{broken, unsupported};
use crate::tensor::{ElementType, Tensor};
use half::{bf16, f16};
use ndarray::{ArrayD, IxDyn};
use safetensors::Dtype;
use safetensors::tensor::TensorView;

/// Integers up to this magnitude are exact in f64.
const MAX_EXACT_INTEGER: u64 = 1 << 53;

/// Decodes one tensor.
///
/// # Errors
/// [`Obstacle::Unsupported`] for an element type that no case uses, [`Obstacle::Broken`] for
/// data that its type does not allow.
pub(super) fn tensor(view: &TensorView<'_>) -> Result<Tensor, Obstacle> {
    let data = view.data();
    let (element, numbers) = match view.dtype() {
        Dtype::BOOL => (ElementType::Bool, read(data, boolean)?),
        Dtype::U8 => (ElementType::U8, read(data, |[byte]| Ok(f64::from(byte)))?),
        Dtype::I32 => (
            ElementType::I32,
            read(data, |bytes| Ok(f64::from(i32::from_le_bytes(bytes))))?,
        ),
        Dtype::I64 => (ElementType::I64, read(data, integer)?),
        Dtype::F16 => (
            ElementType::F16,
            read(data, |bytes| Ok(f16::from_le_bytes(bytes).to_f64()))?,
        ),
        Dtype::BF16 => (
            ElementType::Bf16,
            read(data, |bytes| Ok(bf16::from_le_bytes(bytes).to_f64()))?,
        ),
        Dtype::F32 => (
            ElementType::F32,
            read(data, |bytes| Ok(f64::from(f32::from_le_bytes(bytes))))?,
        ),
        Dtype::F64 => (
            ElementType::F64,
            read(data, |bytes| Ok(f64::from_le_bytes(bytes)))?,
        ),
        other => {
            return Err(unsupported(format!(
                "element type {other:?} is not decoded"
            )));
        }
    };
    let values = ArrayD::from_shape_vec(IxDyn(view.shape()), numbers).map_err(broken)?;
    Ok(Tensor { element, values })
}

/// Reads elements of `N` bytes. The length is a multiple of `N`: the header was checked.
fn read<const N: usize>(
    data: &[u8],
    number: impl Fn([u8; N]) -> Result<f64, Obstacle>,
) -> Result<Vec<f64>, Obstacle> {
    let (elements, _) = data.as_chunks::<N>();
    elements.iter().map(|&bytes| number(bytes)).collect()
}

fn boolean([byte]: [u8; 1]) -> Result<f64, Obstacle> {
    match byte {
        0 | 1 => Ok(f64::from(byte)),
        other => Err(broken(format!("a boolean of {other}"))),
    }
}

fn integer(bytes: [u8; 8]) -> Result<f64, Obstacle> {
    let value = i64::from_le_bytes(bytes);
    if value.unsigned_abs() > MAX_EXACT_INTEGER {
        return Err(broken(format!("the integer {value} is out of range")));
    }
    Ok(value as f64)
}
