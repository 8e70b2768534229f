//! The numbers attention is computed in.

use ndarray::NdFloat;

/// `f32` or `f64`. The reference at `f64` is the oracle; kernels and the browser use `f32`.
pub trait Real: NdFloat {
    /// The nearest value of this type.
    fn from_f64(value: f64) -> Self;

    /// The same number, exactly.
    fn to_f64(self) -> f64;
}

impl Real for f32 {
    fn from_f64(value: f64) -> Self {
        value as f32
    }

    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    fn from_f64(value: f64) -> Self {
        value
    }

    fn to_f64(self) -> f64 {
        self
    }
}
