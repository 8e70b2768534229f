//! Attention of tensors on the device.

use super::{Engine, Tensor};
use crate::error::GpuError;
use crate::plan::{self, ScoreStep};
use headwise_core::{Dims, Options};

/// What attention returns.
#[derive(Clone, Debug)]
pub struct Attended {
    /// `[batch, heads, q_len, value_dim]`.
    pub out: Tensor,
    /// Log-sum-exp of the masked scores of each row, `[batch, heads, q_len]`.
    pub lse: Tensor,
}

impl Engine {
    /// Attention of `q [batch, heads, q_len, head_dim]` over `k [batch, kv_heads, kv_len, head_dim]`
    /// and `v [batch, kv_heads, kv_len, value_dim]`, as `headwise_core::reference` defines it.
    /// Nothing leaves the device, and nothing is waited for.
    ///
    /// # Errors
    /// `refused` for shapes and options that `headwise_core` refuses, `limits-too-low`, and what the
    /// device reports.
    pub async fn attention(
        &self,
        q: &Tensor,
        k: &Tensor,
        v: &Tensor,
        options: &Options<'_, f32>,
    ) -> Result<Attended, GpuError> {
        let dims = Dims::from_shapes(q.shape(), k.shape(), v.shape())?;
        let plan = match (self.tile, self.tuned(dims.head_dim, dims.value_dim)) {
            (Some(tile), _) => plan::flash_with(&dims, options, &self.limits, tile)?,
            _ if plan::is_decode(&dims) => plan::decode(&dims, options, &self.limits)?,
            (None, Some(tile)) => plan::flash_with(&dims, options, &self.limits, tile)?,
            (None, None) => plan::flash(&dims, options, &self.limits)?,
        };
        let buffers = self.run("attention", &plan, &[q, k, v]).await?;
        let result = |place: usize, shape: &[usize]| {
            Tensor::new(shape.to_vec(), buffers[plan.results[place]].block().clone())
        };
        Ok(Attended {
            out: result(0, &dims.out_shape()),
            lse: result(1, &dims.lse_shape()),
        })
    }

    /// The scores `[batch, heads, q_len, kv_len]` at one step, for teaching: they are held whole. A
    /// hidden key's is minus infinity.
    ///
    /// # Errors
    /// As [`Engine::attention`].
    pub async fn scores(
        &self,
        [q, k, v]: [&Tensor; 3],
        options: &Options<'_, f32>,
        step: ScoreStep,
    ) -> Result<Tensor, GpuError> {
        let dims = Dims::from_shapes(q.shape(), k.shape(), v.shape())?;
        let plan = plan::scores(&dims, options, step, &self.limits)?;
        let buffers = self.run("scores", &plan, &[q, k, v]).await?;
        let block = buffers[plan.results[0]].block().clone();
        Ok(Tensor::new(dims.scores_shape().to_vec(), block))
    }
}
