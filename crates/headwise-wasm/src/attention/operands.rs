//! What a request gives the kernels of the CPU: arrays of known shapes, checked against their sizes.

use super::OPERATION;
use super::request::AttentionRequest;
use super::settings::Settings;
use crate::failure::Failure;
use crate::room;
use crate::tensors::{self, Cells};
use headwise_core::{AttentionError, Dims, Options};
use headwise_cpu::{Problem, Scratch};

/// Everything that attention takes: copies, and tensors that it shares.
#[derive(Clone, Debug)]
pub(super) struct Operands {
    pub(super) dims: Dims,
    /// `[batch, heads, q_len, head_dim]`, row-major.
    pub(super) q: Cells,
    /// `[batch, kv_heads, kv_len, head_dim]`.
    pub(super) k: Cells,
    /// `[batch, kv_heads, kv_len, value_dim]`.
    pub(super) v: Cells,
    settings: Settings,
}

impl Operands {
    /// Copies the arrays that are no tensors of the instance. Each operand has to be as long as its
    /// shape says; a detached array has length 0.
    pub(super) fn new(request: &AttentionRequest) -> Result<Self, Failure> {
        let shapes = request.shapes();
        let dims = shapes.dims()?;
        let out = dims.out_shape();
        room::fits(OPERATION, &[&shapes.q, &shapes.k, &shapes.v, &out])?;
        Ok(Self {
            q: tensors::operand(OPERATION, "q", &request.q, &shapes.q)?,
            k: tensors::operand(OPERATION, "k", &request.k, &shapes.k)?,
            v: tensors::operand(OPERATION, "v", &request.v, &shapes.v)?,
            dims,
            settings: Settings::new(request)?,
        })
    }

    /// Numbers that the computation needs beside the operands: its results, and one head packed.
    pub(super) fn working_set(&self) -> usize {
        let dims = &self.dims;
        let results = dims.batch * dims.heads * dims.q_len * (dims.value_dim + 1);
        results + (dims.kv_len + 8) * (dims.head_dim + dims.value_dim + 8)
    }

    /// Multiplications that it takes without a mask.
    pub(super) fn work(&self) -> usize {
        let dims = &self.dims;
        let rows = dims
            .batch
            .saturating_mul(dims.heads)
            .saturating_mul(dims.q_len);
        let row = dims.kv_len.saturating_mul(dims.head_dim + dims.value_dim);
        rows.saturating_mul(row)
    }

    /// The settings with the mask.
    pub(super) fn options(&self) -> Options<'_, f32> {
        self.settings.options()
    }

    /// The problem in blocks, with what an earlier one of these operands carried. Checks sizes and
    /// settings, at a cost that does not grow with them.
    pub(super) fn problem(&self, scratch: Scratch) -> Result<Problem<'_>, AttentionError> {
        let options = self.options();
        Problem::resume(self.dims, &self.q, &self.k, &self.v, &options, scratch)
    }
}
