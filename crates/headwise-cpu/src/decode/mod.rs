//! Attention of a few queries, as when a text is continued token by token.
//!
//! Every key and value is used by a handful of rows, so reading them is the work: they are read once,
//! in the order in which they lie, for all the rows that share them, and nothing is packed.
//!
//! ```text
//! for each chunk of keys:
//!     s[r, j] = q_r . k_j              eight keys at a time, lanes along head_dim
//!     weights, m, l
//!     O_r += sum_j w[r, j] v_j         32 columns at a time, lanes along value_dim
//! ```
//!
//! So a cache `[kv_heads, capacity, d]` that is not full is read where it lies: `kv_lengths` says how
//! many of its rows are valid, and no other is touched.

mod products;

use std::ops::Range;

use crate::attention::Block;
use crate::hidden;
use crate::lanes::Lanes;
use crate::masking;
use crate::pack::{all_finite, padded};
use crate::softcap::cap_row;
use crate::softmax::row::RowState;
use products::{KEYS, add_rows, dots, rows_or_last};

/// With more rows to a kv head than this, packing pays for itself.
pub(crate) const MOST_ROWS: usize = 8;

/// Keys taken in at once: their values stay in the first-level cache while the rows share them.
const CHUNK: usize = 256;

/// Computes the rows of the block: `out [rows, value_dim]` and `lse [rows]`.
pub(crate) fn run<L: Lanes>(block: &Block<'_, '_>, out: &mut [f32], lse: &mut [f32]) {
    let head = &block.head;
    let mut pass = Pass::new(block);
    out.fill(0.0);
    for start in (0..head.kv_len).step_by(CHUNK) {
        let chunk = start..head.kv_len.min(start + CHUNK);
        let keys = masking::hull(block.scoring, &block.rows, &chunk);
        if !keys.is_empty() {
            pass.score::<L>(block, &keys);
            pass.mix::<L>(block, &keys, out);
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
    /// Keys hidden from one row, where that must be known.
    hidden: Vec<bool>,
}

impl Pass {
    fn new(block: &Block<'_, '_>) -> Self {
        let (scale, rows) = (block.scoring.scale(), block.rows.len());
        Self {
            q: block.q.iter().map(|x| x * scale).collect(),
            scores: vec![0.0; rows * CHUNK],
            states: vec![RowState::EMPTY; rows],
            hidden: Vec::with_capacity(CHUNK),
        }
    }

    /// The scores of every row with the chunk's keys, after every mask. Lanes past the last key are
    /// minus infinity, so that they weigh nothing.
    fn score<L: Lanes>(&mut self, block: &Block<'_, '_>, keys: &Range<usize>) {
        let width = block.head.head_dim;
        if width == 0 {
            self.scores.fill(0.0);
        } else {
            let groups = block.head.keys(keys).chunks(KEYS * width);
            for (index, group) in groups.enumerate() {
                let group = rows_or_last(group, width);
                let rows = self.q.chunks_exact(width);
                for (q, scores) in rows.zip(self.scores.chunks_exact_mut(CHUNK)) {
                    let to = &mut scores[index * KEYS..(index + 1) * KEYS];
                    to.copy_from_slice(dots::<L>(q, group).as_flattened());
                }
            }
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

    /// Turns scores into weights and adds the weighted values to `out`.
    fn mix<L: Lanes>(&mut self, block: &Block<'_, '_>, keys: &Range<usize>, out: &mut [f32]) {
        let (values, width) = (block.head.values(keys), block.head.value_dim);
        let careful = self.hides_any(keys.len()) && !all_finite(values);
        for (r, state) in self.states.iter_mut().enumerate() {
            let scores = &mut self.scores[r * CHUNK..][..padded(keys.len(), 4)];
            let out = &mut out[r * width..(r + 1) * width];
            if careful {
                hidden::mark(scores, &mut self.hidden);
                state.step::<L>(scores, out);
                hidden::accumulate_visible(scores, &self.hidden, values, width, out);
            } else {
                state.step::<L>(scores, out);
            }
        }
        if !careful {
            let weights = self.scores.chunks_exact(CHUNK);
            add_rows::<L>(weights.map(|row| &row[..keys.len()]), values, width, out);
        }
    }

    /// Whether any row does not see one of the chunk's first `count` keys.
    fn hides_any(&self, count: usize) -> bool {
        let mut rows = self.scores.chunks_exact(CHUNK);
        rows.any(|scores| scores[..count].contains(&f32::NEG_INFINITY))
    }
}
