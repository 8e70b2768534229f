//! Arrays as case files hold them: every element type widened to f64, which holds each of them
//! exactly, with the type they came from.

use crate::Obstacle;
use crate::obstacle::broken;
use half::{bf16, f16};
use ndarray::ArrayD;

/// The element types that case files may use.
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
    /// Whether it holds floating point numbers.
    pub fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::Bf16 | Self::F32 | Self::F64)
    }

    /// `value` rounded to the nearest number of this type. Integers and booleans are left as they
    /// are: nothing that is computed here rounds to them.
    pub fn round(self, value: f64) -> f64 {
        match self {
            Self::F16 => f16::from_f64(value).to_f64(),
            Self::Bf16 => bf16::from_f64(value).to_f64(),
            Self::F32 => f64::from(value as f32),
            Self::Bool | Self::U8 | Self::I32 | Self::I64 | Self::F64 => value,
        }
    }
}

/// A row-major array of one element type.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// The type in the file.
    pub element: ElementType,
    /// The numbers; booleans are 0 and 1.
    pub values: ArrayD<f64>,
}

impl Tensor {
    /// The numbers as integers that index or count.
    ///
    /// # Errors
    /// [`Obstacle::Broken`] when the element type is not I32 or I64.
    pub fn integers(&self) -> Result<Vec<i64>, Obstacle> {
        match self.element {
            ElementType::I32 | ElementType::I64 => {
                Ok(self.values.iter().map(|&value| value as i64).collect())
            }
            other => Err(broken(format!("holds {other:?} where integers belong"))),
        }
    }
}
