//! The kernels behind the interface of [`headwise_core::SliceKernels`].

use crate::{Projection, attention};
use headwise_core::{AttentionError, Dims, Options, SliceKernels, SliceMap};

/// [`attention()`] and [`Projection`], for whoever has a model to run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cpu;

impl SliceKernels for Cpu {
    type Map = Projection;

    fn map(
        &self,
        weight: &[f32],
        shape: [usize; 2],
        bias: Option<&[f32]>,
    ) -> Result<Projection, AttentionError> {
        Projection::new(weight, shape, bias, 1)
    }

    fn attention(
        &self,
        dims: Dims,
        q: &[f32],
        k: &[f32],
        v: &[f32],
        options: &Options<'_, f32>,
    ) -> Result<Vec<f32>, AttentionError> {
        let (out, _) = attention(dims, q, k, v, options)?;
        Ok(out)
    }
}

impl SliceMap for Projection {
    fn apply(&self, x: &[f32], rows: usize) -> Result<Vec<f32>, AttentionError> {
        self.apply(x, [1, 1, rows])
    }
}
