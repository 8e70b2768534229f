//! What a model computes its projections and attention with.

use super::{Map, ModelError};
use headwise_core::projection::project;
use headwise_core::tiled::{self, TileSizes};
use headwise_core::{Options, reference};
use ndarray::{Array2, Array4, ArrayView2, ArrayView4};

/// A linear map, prepared once for many inputs.
pub trait Linear {
    /// `x W + b` of `x [n, d_in]`: `[n, d_out]`.
    ///
    /// # Errors
    /// [`ModelError::Attention`] when x has not the width of the map.
    fn apply(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ModelError>;
}

/// An implementation of projection and attention in f32.
pub trait Kernels {
    /// Prepares a map, for example by packing it.
    ///
    /// # Errors
    /// [`ModelError::Attention`] when the bias is not as wide as the weight.
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError>;

    /// Attention of `q [batch, heads, n, head_dim]` over k and v
    /// `[batch, kv_heads, m, head_dim]`: `[batch, heads, n, head_dim]`. Keys and values are views into
    /// a cache with room to grow, so that their heads may lie apart.
    ///
    /// # Errors
    /// [`ModelError::Attention`] for what [`headwise_core::reference::attention`] refuses;
    /// [`ModelError::Kernel`] when the implementation fails.
    fn attention(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError>;

    /// The weights `[batch, heads, n, m]` of the same attention. The reference's unless there is a
    /// better way: fast kernels never hold them.
    ///
    /// # Errors
    /// Those of [`Kernels::attention`].
    fn weights(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        Ok(reference::attention(q, k, v, options)?.weights)
    }
}

/// `headwise_core`'s formulas.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reference;

impl Kernels for Reference {
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError> {
        Ok(Box::new(map))
    }

    fn attention(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        Ok(reference::attention(q, k, v, options)?.out)
    }
}

/// `headwise_core`'s tile loop: memory O(n).
#[derive(Clone, Copy, Debug, Default)]
pub struct Tiled(
    /// B_r and B_c.
    pub TileSizes,
);

impl Kernels for Tiled {
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError> {
        Ok(Box::new(map))
    }

    fn attention(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        let (out, _) = tiled::attention(q, k, v, options, self.0, &mut ())?;
        Ok(out)
    }
}

impl Linear for Map {
    fn apply(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ModelError> {
        let bias = self.bias.as_ref().map(|bias| bias.view());
        Ok(project(x, self.weight.view(), bias)?)
    }
}
