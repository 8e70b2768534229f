//! Element types, from little-endian bytes to numbers.

use super::FileError;
use half::{bf16, f16};
use headwise_core::Real;
use safetensors::Dtype;

/// Integers up to this magnitude are exact in f64.
const MAX_EXACT_INTEGER: u64 = 1 << 53;

/// The element types that are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementType {
    /// One byte, 0 or 1.
    Bool,
    /// Unsigned byte.
    U8,
    /// Signed 32-bit integer.
    I32,
    /// Signed 64-bit integer of magnitude at most 2^53.
    I64,
    /// IEEE 754 binary16.
    F16,
    /// The upper half of binary32.
    Bf16,
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary64.
    F64,
}

impl ElementType {
    /// # Errors
    /// [`FileError::Unsupported`] for a type that is not among these.
    pub(super) fn of(dtype: Dtype) -> Result<Self, FileError> {
        Ok(match dtype {
            Dtype::BOOL => Self::Bool,
            Dtype::U8 => Self::U8,
            Dtype::I32 => Self::I32,
            Dtype::I64 => Self::I64,
            Dtype::F16 => Self::F16,
            Dtype::BF16 => Self::Bf16,
            Dtype::F32 => Self::F32,
            Dtype::F64 => Self::F64,
            other => {
                let message = format!("element type {other:?} is not decoded");
                return Err(FileError::Unsupported(message));
            }
        })
    }

    /// Whether it holds floating point numbers.
    pub fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::Bf16 | Self::F32 | Self::F64)
    }

    /// `value` rounded to the nearest number of this type. Integers and booleans are left as they
    /// are: nothing that is computed rounds to them.
    pub fn round(self, value: f64) -> f64 {
        match self {
            Self::F16 => f16::from_f64(value).to_f64(),
            Self::Bf16 => bf16::from_f64(value).to_f64(),
            Self::F32 => f64::from(value as f32),
            Self::Bool | Self::U8 | Self::I32 | Self::I64 | Self::F64 => value,
        }
    }

    /// The numbers that these bytes are, whole elements of this type.
    pub(super) fn decode<T: Real>(self, data: &[u8]) -> Result<Vec<T>, FileError> {
        match self {
            Self::Bool => read(data, boolean),
            Self::U8 => read(data, |[byte]| Ok(f64::from(byte))),
            Self::I32 => read(data, |bytes| Ok(f64::from(i32::from_le_bytes(bytes)))),
            Self::I64 => read(data, integer),
            Self::F16 => read(data, |bytes| Ok(f16::from_le_bytes(bytes).to_f64())),
            Self::Bf16 => read(data, |bytes| Ok(bf16::from_le_bytes(bytes).to_f64())),
            Self::F32 => read(data, |bytes| Ok(f64::from(f32::from_le_bytes(bytes)))),
            Self::F64 => read(data, |bytes| Ok(f64::from_le_bytes(bytes))),
        }
    }
}

/// Reads elements of `N` bytes. The length is a multiple of `N`: the header was checked.
fn read<T: Real, const N: usize>(
    data: &[u8],
    number: impl Fn([u8; N]) -> Result<f64, FileError>,
) -> Result<Vec<T>, FileError> {
    let (elements, _) = data.as_chunks::<N>();
    elements
        .iter()
        .map(|&bytes| number(bytes).map(T::from_f64))
        .collect()
}

fn boolean([byte]: [u8; 1]) -> Result<f64, FileError> {
    match byte {
        0 | 1 => Ok(f64::from(byte)),
        other => Err(FileError::Broken(format!("a boolean of {other}"))),
    }
}

fn integer(bytes: [u8; 8]) -> Result<f64, FileError> {
    let value = i64::from_le_bytes(bytes);
    if value.unsigned_abs() > MAX_EXACT_INTEGER {
        let message = format!("the integer {value} is out of range");
        return Err(FileError::Broken(message));
    }
    Ok(value as f64)
}
