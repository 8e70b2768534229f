//! Attention in tiles: a block of queries walks over packed tiles of keys and values.
//!
//! The loop order of FlashAttention-2 (Dao 2023, section 3.1), judged against
//! `headwise_core::reference` and agreeing with it in NaN and infinities. Of the reference's
//! intermediates only `out` and `lse` are produced; scores and weights exist a tile at a time.

mod block;
mod keys;
mod problem;

use headwise_core::{AttentionError, Dims, Options};

use crate::lanes::Best;

pub(crate) use block::Block;
pub(crate) use keys::Head;
pub use problem::{Problem, Scratch};

/// Attention of q, k and v, shaped as [`Problem::new`] has them: the output
/// `[batch, heads, q_len, value_dim]` and the log-sum-exp `[batch, heads, q_len]`.
///
/// # Errors
/// Those of [`Problem::new`].
pub fn attention(
    dims: Dims,
    q: &[f32],
    k: &[f32],
    v: &[f32],
    options: &Options<'_, f32>,
) -> Result<(Vec<f32>, Vec<f32>), AttentionError> {
    let mut problem = Problem::<Best>::new(dims, q, k, v, options)?;
    let (mut out, mut lse) = problem.allocate();
    for block in 0..problem.blocks() {
        problem.run_block(block, &mut out, &mut lse);
    }
    Ok((out, lse))
}
