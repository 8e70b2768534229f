//! Arrays as case files hold them: every element type widened to f64, which holds each of them
//! exactly, with the type they came from.

use crate::Obstacle;
use crate::obstacle::broken;
use ndarray::ArrayD;

pub use headwise_model::safetensors::ElementType;

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
