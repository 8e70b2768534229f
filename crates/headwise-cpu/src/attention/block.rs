//! One block of queries walking over the key tiles.
//!
//! Queries lie eight to a strip, each in its own lane, and everything is computed transposed:
//!
//! ```text
//! for each tile of B_c keys:
//!     S^T = K Q^T         R keys outside, strips of 8 queries inside: the queries stay in the first-level
//!                         cache, and the keys pass through it once
//!     for each strip:
//!         S^T = weights   down the keys; m, l and O are brought up to date
//!         O^T = O^T + V^T S^T      R columns of V at a time
//! ```
//!
//! So maxima, sums, masks and rescaling take eight queries at once and never look across lanes, and
//! both products read each operand as one stream. Q carries the scale already. A strip takes part in a
//! tile with the span of keys that any of its rows may see: under a causal mask all but the diagonal
//! costs nothing or is free of masking. O is multiplied by 1 / l once, at the end.

use std::ops::Range;

use headwise_core::{Dims, Scoring};

use super::keys::{Head, KEYS, KeyTile, PackedHead, key_range};
use crate::hidden;
use crate::lanes::Lanes;
use crate::masking::{self, Lane, Row};
use crate::micro::{product, read, write, zeros};
use crate::pack::{Row8, WIDTH, grouped, groups, pack_right_rows, unpack_right_rows};
use crate::softcap::cap_strip;
use crate::softmax::strip::StripState;

/// B_r: queries of a block. Keys and values come from memory once for each. With B_c keys their tile and
/// the scores take some 240 KB of the second-level cache at head_dim 64.
pub(super) const QUERIES: usize = 96;

/// The working set of a block, kept from one to the next.
#[derive(Clone, Debug)]
pub(super) struct Workspace {
    strips: Vec<Strip>,
    /// Keys hidden from one row, where that must be known.
    hidden: Vec<bool>,
}

/// Eight queries. The buffers grow to what they must hold, once for each problem.
#[derive(Clone, Debug, Default)]
struct Strip {
    /// scale Q, `[head_dim][8]`.
    q: Vec<Row8>,
    /// S, then the weights, `[B_c][8]`, from the first key of the tile on.
    scores: Vec<Row8>,
    /// O, `[value_dim][8]`.
    out: Vec<Row8>,
    /// m and l of each row.
    state: StripState,
    /// Columns of the tile that any row may see.
    span: Range<usize>,
}

/// What a block reads.
pub(crate) struct Block<'p, 'a> {
    pub(crate) scoring: &'p Scoring<'a, f32>,
    pub(crate) softcap: Option<f32>,
    pub(crate) head: Head<'a>,
    /// At most B_r queries that share the head.
    pub(crate) rows: Vec<Row>,
    /// Theirs, `[rows, head_dim]`.
    pub(crate) q: &'a [f32],
}

impl Workspace {
    /// For blocks of a problem of these sizes.
    pub(super) fn new(dims: &Dims) -> Self {
        let strips = (dims.heads * dims.q_len).min(QUERIES).div_ceil(WIDTH);
        Self {
            strips: vec![Strip::default(); strips],
            hidden: Vec::new(),
        }
    }

    /// Takes in every key and writes the rows of `out [rows, value_dim]` and `lse [rows]`.
    pub(super) fn run<L: Lanes, const R: usize>(
        &mut self,
        block: &Block<'_, '_>,
        packed: &mut PackedHead,
        out: &mut [f32],
        lse: &mut [f32],
    ) {
        let head = &block.head;
        let strips = block.rows.len().div_ceil(WIDTH);
        self.strips.resize_with(strips, Strip::default);
        for (index, strip) in self.strips.iter_mut().enumerate() {
            let rows = index * WIDTH..block.rows.len().min((index + 1) * WIDTH);
            let q = &block.q[rows.start * head.head_dim..rows.end * head.head_dim];
            strip.open::<L, R>(head, q, block.scoring.scale());
        }
        for index in 0..head.kv_len.div_ceil(KEYS) {
            let keys = key_range(head, index);
            for (strip, rows) in self.strips.iter_mut().zip(block.rows.chunks(WIDTH)) {
                let seen = masking::hull(block.scoring, rows, &keys);
                strip.span = seen.start - keys.start..seen.end - keys.start;
            }
            if self.strips.iter().all(|strip| strip.span.is_empty()) {
                continue;
            }
            let tile = packed.tile::<L, R>(index, head);
            for group in groups(keys.len(), R) {
                let panel = &tile.keys[group.start * head.head_dim..][..group.rows * head.head_dim];
                let own = group.start..group.start + group.rows;
                let meets = |span: &Range<usize>| span.start < own.end && own.start < span.end;
                let strips = self.strips.iter_mut().filter(|strip| meets(&strip.span));
                if group.rows == R {
                    strips.for_each(|strip| strip.score::<L, R>(panel, group.start));
                } else {
                    strips.for_each(|strip| strip.score::<L, 4>(panel, group.start));
                }
            }
            for (strip, rows) in self.strips.iter_mut().zip(block.rows.chunks(WIDTH)) {
                if !strip.span.is_empty() {
                    strip.take_in::<L, R>(block, rows, tile, &keys, &mut self.hidden);
                }
            }
        }
        let width = head.value_dim;
        let own = self.strips.iter_mut().zip(lse.chunks_mut(WIDTH));
        for (index, (strip, lse)) in own.enumerate() {
            let rows = index * WIDTH * width..(index * WIDTH + lse.len()) * width;
            strip.finish::<L>(&mut out[rows], width, lse);
        }
    }
}

impl Strip {
    /// Begins with queries `q`, at most eight.
    fn open<L: Lanes, const R: usize>(&mut self, head: &Head<'_>, q: &[f32], scale: f32) {
        self.q.clear();
        self.q.resize(head.head_dim, Row8::default());
        pack_right_rows::<L>(q, head.head_dim, scale, &mut self.q);
        self.out.clear();
        self.out.resize(grouped(head.value_dim, R), Row8::default());
        self.scores
            .resize(grouped(KEYS.min(head.kv_len), R), Row8::default());
        self.state = StripState::default();
    }

    /// S^T = K Q^T for one group of keys.
    #[inline(always)]
    fn score<L: Lanes, const R: usize>(&mut self, keys: &[f32], first: usize) {
        let tile = product::<L, R>(zeros(), keys.as_chunks().0, &self.q);
        write(tile, &mut self.scores[first..]);
    }

    /// Turns the scores of the tile into weights, and adds the weighted values to O.
    fn take_in<L: Lanes, const R: usize>(
        &mut self,
        block: &Block<'_, '_>,
        rows: &[Row],
        tile: &KeyTile,
        keys: &Range<usize>,
        hidden: &mut Vec<bool>,
    ) {
        let span = self.span.clone();
        let scores = &mut self.scores[span.clone()];
        if let Some(cap) = block.softcap {
            cap_strip::<L>(cap, scores);
        }
        for (lane, row) in rows.iter().enumerate() {
            let strip = &mut *scores;
            masking::apply(
                block.scoring,
                row,
                keys.start + span.start,
                Lane { strip, lane },
            );
        }
        if !tile.finite {
            return self.take_in_visible::<L>(block, keys, hidden);
        }
        self.state.step::<L>(scores, &mut self.out);
        for group in groups(block.head.value_dim, R) {
            let panel = &tile.values[group.start * keys.len()..][..group.rows * keys.len()];
            let out = &mut self.out[group.start..];
            if group.rows == R {
                let panel: &[[f32; R]] = &panel.as_chunks().0[span.clone()];
                write(product::<L, R>(read(out), panel, scores), out);
            } else {
                let panel: &[[f32; 4]] = &panel.as_chunks().0[span.clone()];
                write(product::<L, 4>(read(out), panel, scores), out);
            }
        }
    }

    /// As [`Self::take_in`], where a value is not finite.
    fn take_in_visible<L: Lanes>(
        &mut self,
        block: &Block<'_, '_>,
        keys: &Range<usize>,
        hidden: &mut Vec<bool>,
    ) {
        let scores = &mut self.scores[self.span.clone()];
        hidden::mark_strip(scores, hidden);
        self.state.step::<L>(scores, &mut self.out);
        let first = keys.start + self.span.start;
        let values = block.head.values(&(first..first + scores.len()));
        let width = block.head.value_dim;
        hidden::accumulate_visible_strip(scores, hidden, values, width, &mut self.out);
    }

    /// Writes the rows of `out [rows, width]` and `lse [rows]`.
    fn finish<L: Lanes>(&mut self, out: &mut [f32], width: usize, lse: &mut [f32]) {
        self.state.divide::<L>(&mut self.out);
        unpack_right_rows::<L>(&self.out, width, out);
        for (lane, lse) in lse.iter_mut().enumerate() {
            *lse = self.state.log_sum_exp(lane).unwrap_or_else(|| {
                out[lane * width..(lane + 1) * width].fill(0.0);
                f32::NEG_INFINITY
            });
        }
    }
}
