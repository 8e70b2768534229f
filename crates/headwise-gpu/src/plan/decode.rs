//! The plan of attention of few queries: keys shared out among workgroups, then merged.

use headwise_core::{Dims, Options};

use super::operands::{Operands, word};
use super::{Dispatch, Limits, Plan, Source};
use crate::error::GpuError;
use crate::shaders::{decode_merge, decode_split};

/// Keys of a workgroup, which are also its threads: a few waves of any GPU, and 128 keys of 64 f32
/// are 32 KiB, long enough to hide the start of a workgroup.
const THREADS: u32 = 128;
/// Columns of Q that are staged at once: four rows of them are 2 KiB.
const DEPTH: u32 = 128;
/// Threads of the merge.
const MERGE_THREADS: u32 = 64;

/// Whether [`decode`] is the plan for such sizes, and not [`super::flash`]: so few rows to a key head
/// that a tile of them would stand mostly empty, and keys for more than one workgroup.
pub fn is_decode(dims: &Dims) -> bool {
    let rows = dims.q_len * dims.heads.checked_div(dims.kv_heads).unwrap_or(0);
    rows <= 8 && dims.kv_len > THREADS as usize
}

/// Attention as [`super::flash`] computes it, with the same results.
///
/// # Errors
/// As [`super::flash`].
pub fn decode(dims: &Dims, options: &Options<'_, f32>, limits: &Limits) -> Result<Plan, GpuError> {
    let mut operands = Operands::new(dims, options)?;
    let splits = dims.kv_len.div_ceil(THREADS as usize);
    operands.problem.splits = word(splits);
    let mut plan = Plan::new();
    let problem = plan.data("problem", operands.problem.words().to_vec());
    let inputs = operands.buffers(&mut plan);
    let rows = dims.batch * dims.heads * dims.q_len;
    let parts = rows * splits * (dims.value_dim + 2);
    let partials = plan.buffer("partials", parts, Source::Dispatches);
    let out = plan.result("out", rows * dims.value_dim);
    let lse = plan.result("lse", rows);
    if rows > 0 && splits > 0 {
        let shared = dims.heads / dims.kv_heads * dims.q_len;
        plan.dispatches.push(Dispatch {
            shader: &decode_split::SHADER,
            overrides: vec![("THREADS", THREADS), ("DEPTH", DEPTH)],
            bindings: [&[problem][..], &inputs, &[partials]].concat(),
            groups: [
                word(splits),
                word(shared.div_ceil(decode_split::ROWS as usize)),
                word(dims.batch * dims.kv_heads),
            ],
        });
    }
    if rows > 0 {
        plan.dispatches.push(Dispatch {
            shader: &decode_merge::SHADER,
            overrides: vec![("THREADS", MERGE_THREADS)],
            bindings: vec![problem, partials, out, lse],
            groups: [word(dims.q_len), word(dims.heads), word(dims.batch)],
        });
    }
    limits.check("attention", &plan)?;
    Ok(plan)
}
