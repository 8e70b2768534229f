//! The plan of attention of few queries: keys shared out among workgroups, then merged.

use headwise_core::{Dims, Options};

use super::operands::{Operands, word};
use super::{Dispatch, Limits, Plan, Source};
use crate::error::GpuError;
use crate::shaders::{Shader, decode_merge, decode_quads, decode_split};

/// Keys of a workgroup of `decode_split`, which are also its threads: a few waves of any GPU, and 128
/// keys of 64 f32 are 32 KiB, long enough to hide the start of a workgroup.
const THREADS: u32 = 128;
/// Vectors of Q that are staged at once: four rows of them are 2 KiB.
const DEPTH: u32 = 32;
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
    let (shader, overrides, keys) = kernel(dims, limits);
    let splits = dims.kv_len.div_ceil(keys as usize);
    operands.problem.splits = word(splits);
    let mut plan = Plan::new();
    let inputs = operands.of_attention(&mut plan, limits);
    let rows = dims.batch * dims.heads * dims.q_len;
    let parts = rows * splits * (dims.value_dim + 2);
    let partials = plan.buffer("partials", parts, Source::Dispatches);
    let out = plan.result("out", rows * dims.value_dim);
    let lse = plan.result("lse", rows);
    if rows > 0 && splits > 0 {
        let shared = dims.heads / dims.kv_heads * dims.q_len;
        plan.dispatches.push(Dispatch {
            shader,
            overrides,
            bindings: [&inputs[..], &[partials]].concat(),
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
            bindings: vec![inputs[0], partials, out, lse],
            groups: [word(dims.q_len), word(dims.heads), word(dims.batch)],
        });
    }
    limits.check("attention", &plan)?;
    Ok(plan)
}

/// The shader of the first half, its overrides, and the keys of a workgroup.
fn kernel(dims: &Dims, limits: &Limits) -> (&'static Shader, Vec<(&'static str, u32)>, u32) {
    if limits.prefers_quads() {
        return (&decode_quads::SHADER, Vec::new(), decode_quads::KEYS);
    }
    let vectors = word(dims.value_dim.div_ceil(4));
    let across = vectors.clamp(1, THREADS).next_power_of_two();
    let overrides = vec![("THREADS", THREADS), ("ACROSS", across), ("DEPTH", DEPTH)];
    (&decode_split::SHADER, overrides, THREADS)
}
