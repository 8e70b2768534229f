//! Kernels on row-major slices: what a fast implementation offers to those who have a model to run.
//!
//! It stands between crates that do not know each other: one implements it, another runs on it.

use crate::{AttentionError, Dims, Options};

/// Projection and attention in f32.
pub trait SliceKernels {
    /// A linear map, prepared once for many inputs.
    type Map: SliceMap + 'static;

    /// Prepares `x W + b` of `weight [d_in, d_out]` and `bias [d_out]`.
    ///
    /// # Errors
    /// Those of the implementation for slices that are not of these sizes.
    fn map(
        &self,
        weight: &[f32],
        shape: [usize; 2],
        bias: Option<&[f32]>,
    ) -> Result<Self::Map, AttentionError>;

    /// Attention of q over k and v, each of the shape that `dims` says: the output, row-major.
    ///
    /// # Errors
    /// Those of the implementation for slices and options that do not fit.
    fn attention(
        &self,
        dims: Dims,
        q: &[f32],
        k: &[f32],
        v: &[f32],
        options: &Options<'_, f32>,
    ) -> Result<Vec<f32>, AttentionError>;
}

/// A linear map.
pub trait SliceMap {
    /// The image `[rows, d_out]` of `x [rows, d_in]`.
    ///
    /// # Errors
    /// Those of the implementation for a slice of another size.
    fn apply(&self, x: &[f32], rows: usize) -> Result<Vec<f32>, AttentionError>;
}
