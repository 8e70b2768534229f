//! Projections of tensors on the device.

use super::{Engine, Tensor};
use crate::error::GpuError;
use crate::plan::{self, Plan};
use headwise_core::{AttentionError, ErrorCode};

impl Engine {
    /// `x [batch, n, d_in]` times `w [d_in, heads * d]` plus `bias [heads * d]`, split into heads:
    /// `[batch, heads, n, d]`, ready for [`Engine::attention`].
    ///
    /// # Errors
    /// Those of [`plan::project_heads()`], `refused` (`shape-mismatch`) for a bias of another length,
    /// and what the device reports.
    pub async fn project_heads(
        &self,
        x: &Tensor,
        w: &Tensor,
        bias: Option<&Tensor>,
        heads: usize,
    ) -> Result<Tensor, GpuError> {
        let has_bias = bias.is_some();
        let (plan, shape) =
            plan::project_heads(x.shape(), w.shape(), heads, has_bias, self.limits())?;
        self.multiply("project", &plan, &shape, [x, w], bias).await
    }

    /// `heads [batch, h, n, d]` side by side, times `w [h d, d_out]` plus `bias [d_out]`:
    /// `[batch, n, d_out]`, which is Concat and W_O.
    ///
    /// # Errors
    /// As [`Engine::project_heads`].
    pub async fn join_heads(
        &self,
        heads: &Tensor,
        w: &Tensor,
        bias: Option<&Tensor>,
    ) -> Result<Tensor, GpuError> {
        let has_bias = bias.is_some();
        let (plan, shape) = plan::join_heads(heads.shape(), w.shape(), has_bias, self.limits())?;
        self.multiply("concat", &plan, &shape, [heads, w], bias)
            .await
    }

    async fn multiply(
        &self,
        operation: &'static str,
        plan: &Plan,
        shape: &[usize],
        [a, w]: [&Tensor; 2],
        bias: Option<&Tensor>,
    ) -> Result<Tensor, GpuError> {
        if let Some(bias) = bias.filter(|bias| bias.len() != w.shape()[1]) {
            let message = "the bias must have one entry for each column of w";
            let (code, given) = (ErrorCode::ShapeMismatch, bias.shape());
            return Err(AttentionError::new(code, operation, w.shape(), given, message).into());
        }
        let operands: Vec<&Tensor> = [a, w].into_iter().chain(bias).collect();
        let buffers = self.run(operation, plan, &operands).await?;
        Ok(Tensor::new(
            shape.to_vec(),
            buffers[plan.results[0]].block().clone(),
        ))
    }
}
