//! The plan of flash attention: one dispatch of `flash_forward`, `flash_half` or `flash_quads`.

use headwise_core::{Dims, Options};

use super::operands::{Operands, word};
use super::{Dispatch, FlashKernel, FlashTile, Limits, Plan};
use crate::error::GpuError;
use crate::shaders::{Shader, flash_forward, flash_half, flash_quads};

/// Attention of operands q, k and v of such sizes. Results: the output
/// `[batch, heads, q_len, value_dim]` and the log-sum-exp `[batch, heads, q_len]`.
///
/// # Errors
/// `refused` for options that `headwise_core::Scoring` refuses, `limits-too-low` for a problem that
/// the device cannot hold.
pub fn flash(dims: &Dims, options: &Options<'_, f32>, limits: &Limits) -> Result<Plan, GpuError> {
    flash_with(
        dims,
        options,
        limits,
        FlashTile::choose(dims.value_dim, limits),
    )
}

/// [`flash`] with a tile of the caller's.
///
/// # Errors
/// As [`flash`].
pub fn flash_with(
    dims: &Dims,
    options: &Options<'_, f32>,
    limits: &Limits,
    tile: FlashTile,
) -> Result<Plan, GpuError> {
    let mut operands = Operands::new(dims, options)?;
    let mut plan = Plan::new();
    let rows = dims.batch * dims.heads * dims.q_len;
    if options.mask.is_some() {
        let (height, width) = (tile.rows() as usize, tile.keys() as usize);
        operands
            .mask
            .add_tiles(height, width, &mut operands.problem);
    }
    let inputs = operands.of_attention(&mut plan, limits);
    let spans = plan.data("spans", spans(&operands, tile));
    let out = plan.result("out", rows * dims.value_dim);
    let lse = plan.result("lse", rows);
    if rows > 0 {
        let chunks = dims.value_dim.max(1).div_ceil(tile.values() as usize);
        let (shader, overrides) = kernel(tile);
        plan.dispatches.push(Dispatch {
            shader,
            overrides,
            bindings: [&inputs[..], &[spans, out, lse]].concat(),
            groups: [
                word(dims.q_len.div_ceil(tile.rows() as usize)),
                word(dims.heads),
                word(dims.batch * chunks),
            ],
        });
    }
    limits.check("attention", &plan)?;
    Ok(plan)
}

/// The shader of a tile and a value for each of its overrides.
fn kernel(tile: FlashTile) -> (&'static Shader, Vec<(&'static str, u32)>) {
    if tile.kernel == FlashKernel::Quads {
        return (
            &flash_quads::SHADER,
            vec![("VALUE_QUADS", tile.value_quads)],
        );
    }
    let overrides = vec![
        ("THREADS_X", tile.threads_x),
        ("THREADS_Y", tile.threads_y),
        ("KEY_QUADS", tile.key_quads),
        ("VALUE_QUADS", tile.value_quads),
        ("DEPTH", tile.depth),
        ("LEFT", tile.left()),
        ("RIGHT", tile.right()),
        ("PEERS", tile.peers()),
    ];
    let shader = match tile.kernel {
        FlashKernel::Half => &flash_half::SHADER,
        _ => &flash_forward::SHADER,
    };
    (shader, overrides)
}

/// For each batch entry and tile of queries, two vectors: the keys that some query sees (below the
/// first number, and from the second up to the third), and those that every query sees (from the
/// first up to the second). Tiles of keys outside the former are skipped, those inside the latter
/// need no mask.
fn spans(operands: &Operands<'_>, tile: FlashTile) -> Vec<u32> {
    let (q_len, height) = (operands.dims.q_len, tile.rows() as usize);
    let mut words = Vec::new();
    for b in 0..operands.dims.batch {
        for first in (0..q_len).step_by(height) {
            let rows = first..q_len.min(first + height);
            let columns = || rows.clone().map(|i| operands.scoring.columns(b, i));
            let seeing = || columns().filter(|columns| !columns.window.is_empty());
            let sinks = columns().map(|columns| columns.sinks).max();
            let start = seeing().map(|columns| columns.window.start).min();
            let end = columns()
                .map(|columns| columns.window.end.max(columns.sinks))
                .max();
            let clear_start = columns().map(|columns| columns.window.start).max();
            let clear_end = columns().map(|columns| columns.window.end).min();
            let end = end.unwrap_or(0);
            words.extend([sinks.unwrap_or(0), start.unwrap_or(end), end, 0].map(word));
            words.extend([clear_start.unwrap_or(0), clear_end.unwrap_or(0), 0, 0].map(word));
        }
    }
    words
}
