//! Attention of a few queries, as when a text is continued token by token.
//!
//! Every key and value is used by a handful of rows, so reading them is the work: they are read once,
//! in the order in which they lie, for all the rows that share them, and nothing is packed.
//!
//! ```text
//! for each chunk of keys:
//!     s[r, j] = q_r . k_j              four keys at a time, lanes along head_dim
//!     weights, m, l
//!     O_r += sum_j w[r, j] v_j         32 columns at a time, lanes along value_dim
//! ```
//!
//! So a cache `[kv_heads, capacity, d]` that is not full is read where it lies: `kv_lengths` says how
//! many of its rows are valid, and no other is touched.

mod products;

use std::ops::Range;

use crate::attention::{Block, Head};
use crate::hidden;
use crate::lanes::Lanes;
use crate::masking;
use crate::pack::{all_finite, padded};
use crate::softcap::cap_row;
use crate::softmax::row::RowState;
use products::{add_rows, score_rows};

/// With more rows to a kv head than this, packing pays for itself.
pub(crate) const MOST_ROWS: usize = 8;

/// Keys taken in at once: so many that the softmax has whole vectors, and their scores take little room.
const CHUNK: usize = 256;

/// Computes the rows of the block: `out [rows, value_dim]` and `lse [rows]`.
pub(crate) fn run<L: Lanes>(block: &Block<'_, '_>, out: &mut [f32], lse: &mut [f32]) {
    walk::<L>(block, out, lse, add_weighed::<L>);
    // A value that is NaN or infinite leaves nothing finite of its column, visible or hidden. Told by the
    // outputs, which are few: the values are read once.
    if !all_finite(out) {
        walk::<L>(block, out, lse, add_visible::<L>);
    }
}

/// Takes in every key, with the values as `mix` adds them.
fn walk<L: Lanes>(
    block: &Block<'_, '_>,
    out: &mut [f32],
    lse: &mut [f32],
    mix: impl Fn(&mut Pass, &Head<'_>, &Range<usize>, &mut [f32]),
) {
    let head = &block.head;
    let mut pass = Pass::new(block);
    out.fill(0.0);
    for start in (0..head.kv_len).step_by(CHUNK) {
        let chunk = start..head.kv_len.min(start + CHUNK);
        let keys = masking::hull(block.scoring, &block.rows, &chunk);
        if !keys.is_empty() {
            pass.score::<L>(block, &keys);
            mix(&mut pass, head, &keys, out);
        }
    }
    for (r, (state, lse)) in pass.states.iter().zip(lse).enumerate() {
        *lse = state.finish(&mut out[r * head.value_dim..(r + 1) * head.value_dim]);
    }
}

/// What is carried from one chunk to the next.
struct Pass {
    /// scale Q, `[rows, head_dim]`.
    q: Vec<f32>,
    /// Scores, then weights, `[rows, CHUNK]`.
    scores: Vec<f32>,
    states: Vec<RowState>,
}

impl Pass {
    fn new(block: &Block<'_, '_>) -> Self {
        let (scale, rows) = (block.scoring.scale(), block.rows.len());
        Self {
            q: block.q.iter().map(|x| x * scale).collect(),
            scores: vec![0.0; rows * CHUNK],
            states: vec![RowState::EMPTY; rows],
        }
    }

    /// The scores of every row with the chunk's keys, after every mask. Lanes past the last key are
    /// minus infinity, so that they weigh nothing.
    fn score<L: Lanes>(&mut self, block: &Block<'_, '_>, keys: &Range<usize>) {
        let width = block.head.head_dim;
        if width == 0 {
            self.scores.fill(0.0);
        } else {
            score_rows::<L>(
                &self.q,
                block.head.keys(keys),
                width,
                &mut self.scores,
                CHUNK,
            );
        }
        for (row, scores) in block.rows.iter().zip(self.scores.chunks_exact_mut(CHUNK)) {
            if let Some(cap) = block.softcap {
                cap_row::<L>(cap, &mut scores[..padded(keys.len(), 4)]);
            }
            let (scores, rest) = scores.split_at_mut(keys.len());
            masking::apply(block.scoring, row, keys.start, scores);
            rest.fill(f32::NEG_INFINITY);
        }
    }
}

/// Turns scores into weights and adds the weighted values to `out`.
fn add_weighed<L: Lanes>(pass: &mut Pass, head: &Head<'_>, keys: &Range<usize>, out: &mut [f32]) {
    let (values, width) = (head.values(keys), head.value_dim);
    for (r, state) in pass.states.iter_mut().enumerate() {
        let scores = &mut pass.scores[r * CHUNK..][..padded(keys.len(), 4)];
        state.step::<L>(scores, &mut out[r * width..(r + 1) * width]);
    }
    add_rows::<L>(pass.scores.chunks_exact(CHUNK), values, width, out);
}

/// The same with the values of visible keys alone: a weight of 0 does not hide what is not finite.
fn add_visible<L: Lanes>(pass: &mut Pass, head: &Head<'_>, keys: &Range<usize>, out: &mut [f32]) {
    let (values, width) = (head.values(keys), head.value_dim);
    let mut hidden = Vec::with_capacity(CHUNK);
    for (r, state) in pass.states.iter_mut().enumerate() {
        let scores = &mut pass.scores[r * CHUNK..][..padded(keys.len(), 4)];
        let out = &mut out[r * width..(r + 1) * width];
        hidden::mark(scores, &mut hidden);
        state.step::<L>(scores, out);
        hidden::accumulate_visible(scores, &hidden, values, width, out);
    }
}
