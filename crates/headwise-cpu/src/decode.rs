//! Attention of a few queries, as when a text is continued token by token.
//!
//! Every key and value is used by a handful of rows, so reading them is the work: they are read once,
//! in the order in which they lie, for all the rows that share them, and nothing is packed.
//!
//! ```text
//! for each chunk of keys:
//!     s[r, j] = q_r . k_j              four keys at a time, lanes along head_dim
//!     weights, m, l                    as in the tiled kernel
//!     O_r += sum_j w[r, j] v_j         four values at a time, lanes along value_dim
//! ```

use std::ops::Range;

use crate::attention::Block;
use crate::hidden;
use crate::lanes::Lanes;
use crate::masking;
use crate::pack::{all_finite, padded};
use crate::softcap::cap_row;
use crate::softmax::row::RowState;

/// With more rows to a kv head than this, packing pays for itself.
pub(crate) const MOST_ROWS: usize = 8;

/// Keys taken in at once.
const CHUNK: usize = 256;

/// Values and keys that share one pass over the rows' vectors.
const QUAD: usize = 4;

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
            let quads = block.head.keys(keys).chunks(QUAD * width);
            for (index, quad) in quads.enumerate() {
                let quad = four_rows(quad, width);
                for (q, scores) in self
                    .q
                    .chunks_exact(width)
                    .zip(self.scores.chunks_exact_mut(CHUNK))
                {
                    let [four, ..] = scores[index * QUAD..].as_chunks_mut().0 else {
                        unreachable!("a chunk is a multiple of four keys");
                    };
                    dots::<L>(q, quad).store(four);
                }
            }
        }
        for (row, scores) in block.rows.iter().zip(self.scores.chunks_exact_mut(CHUNK)) {
            if let Some(cap) = block.softcap {
                cap_row::<L>(cap, &mut scores[..padded(keys.len(), QUAD)]);
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
            let scores = &mut self.scores[r * CHUNK..][..padded(keys.len(), QUAD)];
            let out = &mut out[r * width..(r + 1) * width];
            if careful {
                hidden::mark(scores, &mut self.hidden);
                state.step::<L>(scores, out);
                hidden::accumulate_visible(scores, &self.hidden, values, width, out);
            } else {
                state.step::<L>(scores, out);
            }
        }
        if careful || width == 0 {
            return;
        }
        for (index, quad) in values.chunks(QUAD * width).enumerate() {
            let rows = self
                .scores
                .chunks_exact(CHUNK)
                .zip(out.chunks_exact_mut(width));
            for (weights, out) in rows {
                let weights = &weights[index * QUAD..];
                if let (Some(weights), true) = (weights.first_chunk(), quad.len() == QUAD * width) {
                    add_four::<L>(weights, four_rows(quad, width), out);
                } else {
                    add_each(weights, quad, width, out);
                }
            }
        }
    }

    /// Whether any row does not see one of the chunk's first `count` keys.
    fn hides_any(&self, count: usize) -> bool {
        let mut rows = self.scores.chunks_exact(CHUNK);
        rows.any(|scores| scores[..count].contains(&f32::NEG_INFINITY))
    }
}

/// Four rows of `width` numbers; where fewer are left, the last stands for those that are missing.
#[inline(always)]
fn four_rows(rows: &[f32], width: usize) -> [&[f32]; QUAD] {
    let last = rows.len() / width - 1;
    std::array::from_fn(|r| &rows[r.min(last) * width..][..width])
}

/// The dot products of q and four keys.
#[inline(always)]
fn dots<L: Lanes>(q: &[f32], keys: [&[f32]; QUAD]) -> L {
    let (q_fours, q_rest) = q.as_chunks::<4>();
    let keys = keys.map(|key| {
        let (fours, rest) = key[..q.len()].as_chunks::<4>();
        (&fours[..q_fours.len()], rest)
    });
    let mut sums = [L::splat(0.0); QUAD];
    for (step, q) in q_fours.iter().enumerate() {
        let q = L::load(q);
        for (sum, (fours, _)) in sums.iter_mut().zip(keys) {
            *sum = q.mul_add(L::load(&fours[step]), *sum);
        }
    }
    let rest = keys.map(|(_, rest)| q_rest.iter().zip(rest).map(|(q, k)| q * k).sum());
    L::sums(sums).add(L::load(&rest))
}

/// `out += w_0 v_0 + ... + w_3 v_3`.
#[inline(always)]
fn add_four<L: Lanes>(weights: &[f32; QUAD], values: [&[f32]; QUAD], out: &mut [f32]) {
    let lanes = weights.map(L::splat);
    let values = values.map(|value| value[..out.len()].as_chunks::<4>());
    let (fours, rest) = out.as_chunks_mut::<4>();
    let values_fours = values.map(|(value, _)| &value[..fours.len()]);
    for (step, four) in fours.iter_mut().enumerate() {
        let mut sum = L::load(four);
        for (weight, value) in lanes.into_iter().zip(values_fours) {
            sum = weight.mul_add(L::load(&value[step]), sum);
        }
        sum.store(four);
    }
    for (column, x) in rest.iter_mut().enumerate() {
        for (weight, (_, value)) in weights.iter().zip(values) {
            *x += weight * value[column];
        }
    }
}

/// `out += sum_j w_j v_j`, for what is left of the keys.
fn add_each(weights: &[f32], values: &[f32], width: usize, out: &mut [f32]) {
    for (&weight, value) in weights.iter().zip(values.chunks_exact(width)) {
        for (x, &v) in out.iter_mut().zip(value) {
            *x += weight * v;
        }
    }
}
