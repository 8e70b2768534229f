//! The plans of the naive way: scores whole, and the softmax of their rows.

use headwise_core::{Dims, Options};

use super::operands::{Operands, word};
use super::{Dispatch, Limits, Plan, Source};
use crate::error::GpuError;
use crate::shaders::{Rows, scores, softmax_rows};

/// Threads of both kernels.
const THREADS: u32 = 64;

/// How far a score is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreStep {
    /// `q . k * scale`.
    Scaled,
    /// After the softcap.
    Capped,
    /// After the masks: minus infinity where a key is hidden.
    Masked,
    /// After the softmax of each row.
    Weights,
}

/// The scores `[batch, heads, q_len, kv_len]` of operands q and k at one step. The result is the
/// plan's only one.
///
/// # Errors
/// As [`super::flash`].
pub fn scores(
    dims: &Dims,
    options: &Options<'_, f32>,
    step: ScoreStep,
    limits: &Limits,
) -> Result<Plan, GpuError> {
    let mut operands = Operands::new(dims, options)?;
    let mut plan = Plan::new();
    let [problem, columns, mask, q, k] = operands.of_scores(&mut plan);
    let rows = dims.batch * dims.heads * dims.q_len;
    let cells = plan.buffer("cells", rows * dims.kv_len, Source::Dispatches);
    if rows * dims.kv_len > 0 {
        plan.dispatches.push(Dispatch {
            shader: &scores::SHADER,
            overrides: vec![("THREADS", THREADS), ("STEP", (step as u32).min(2))],
            bindings: vec![problem, columns, mask, q, k, cells],
            groups: [
                word(dims.kv_len.div_ceil(THREADS as usize)),
                word(dims.q_len),
                word(dims.batch * dims.heads),
            ],
        });
    }
    if step == ScoreStep::Weights {
        let weights = softmax(&mut plan, cells, rows, dims.kv_len, limits);
        plan.results.push(weights);
    } else {
        plan.results.push(cells);
    }
    limits.check("scores", &plan)?;
    Ok(plan)
}

/// Adds the softmax of the rows of a buffer; returns the buffer of weights.
fn softmax(plan: &mut Plan, cells: usize, rows: usize, columns: usize, limits: &Limits) -> usize {
    let shape = Rows {
        rows: word(rows),
        columns: word(columns),
    };
    let shape = plan.data("shape", shape.words().to_vec());
    let weights = plan.buffer("weights", rows * columns, Source::Dispatches);
    let lse = plan.buffer("lse", rows, Source::Dispatches);
    if rows > 0 {
        let across = rows.min(limits.groups as usize);
        plan.dispatches.push(Dispatch {
            shader: &softmax_rows::SHADER,
            overrides: vec![("THREADS", THREADS)],
            bindings: vec![shape, cells, weights, lse],
            groups: [word(across), word(rows.div_ceil(across)), 1],
        });
    }
    weights
}
