//! One block of queries walking over the key tiles.
//!
//! ```text
//! for each tile of B_c keys:
//!     S = Q K^T           panels of 8 keys outside, strips of R queries inside: a panel stays in the
//!                         first-level cache while every strip meets it
//!     S = weights of S    row by row; m, l and O are brought up to date
//!     O = O + S V         panels of 8 columns outside, strips inside
//! ```
//!
//! Q carries the scale already. A strip takes part in a tile with the span of keys that any of its
//! rows may see, in whole panels: under a causal mask all but the diagonal costs nothing or is free
//! of masking. O is divided by l once, at the end.

use std::ops::Range;

use headwise_core::Scoring;

use super::keys::{Head, KEYS, KeyTile, PackedHead, key_range};
use crate::hidden;
use crate::lanes::Lanes;
use crate::masking::{self, Row};
use crate::micro::{accumulate, product, rows, write};
use crate::pack::{WIDTH, padded};
use crate::softmax::RowState;

/// B_r: queries of a block. Divisible by either height of the register tile.
pub(super) const QUERIES: usize = 48;

/// The working set of a block, kept from one to the next.
#[derive(Clone, Debug)]
pub(super) struct Workspace {
    head_dim: usize,
    /// Numbers in a row of `out`: value_dim padded.
    width: usize,
    /// scale Q, `[B_r, head_dim]`.
    q: Vec<f32>,
    /// S, then the weights, `[B_r, B_c]`.
    scores: Vec<f32>,
    /// O, `[B_r, width]`.
    out: Vec<f32>,
    /// m and l of each row.
    states: Vec<RowState>,
    /// Keys hidden from one row, where that must be known.
    hidden: Vec<bool>,
}

/// What a block reads.
pub(crate) struct Block<'p, 'a> {
    pub(crate) scoring: &'p Scoring<'a, f32>,
    pub(crate) capped: bool,
    pub(crate) head: Head<'a>,
    /// At most B_r queries of one head.
    pub(crate) rows: Vec<Row>,
    /// Theirs, `[rows, head_dim]`.
    pub(crate) q: &'a [f32],
}

impl Workspace {
    pub(super) fn new(head_dim: usize, value_dim: usize) -> Self {
        let width = padded(value_dim, WIDTH);
        Self {
            head_dim,
            width,
            q: vec![0.0; QUERIES * head_dim],
            scores: vec![0.0; QUERIES * KEYS],
            out: vec![0.0; QUERIES * width],
            states: vec![RowState::EMPTY; QUERIES],
            hidden: Vec::with_capacity(KEYS),
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
        for (scaled, q) in self.q.iter_mut().zip(block.q) {
            *scaled = q * block.scoring.scale();
        }
        self.out.fill(0.0);
        self.states.fill(RowState::EMPTY);
        for index in 0..head.kv_len.div_ceil(KEYS) {
            let keys = key_range(head, index);
            let spans = block.spans::<R>(&keys);
            if spans.iter().all(Range::is_empty) {
                continue;
            }
            let tile = packed.tile(index, head);
            for panel in 0..keys.len().div_ceil(WIDTH) {
                self.score::<L, R>(tile, panel, &spans);
            }
            for (strip, span) in spans.iter().enumerate() {
                self.weigh::<L, R>(block, strip, &keys, span, tile.finite);
            }
            if tile.finite {
                for panel in 0..self.width / WIDTH {
                    self.mix::<L, R>(tile, panel, &spans);
                }
            }
        }
        self.finish(head.value_dim, out, lse);
    }

    /// S = Q K^T for one panel of keys, in the strips whose span holds it.
    #[inline(always)]
    fn score<L: Lanes, const R: usize>(
        &mut self,
        tile: &KeyTile,
        panel: usize,
        spans: &[Range<usize>],
    ) {
        let (keys, column) = (tile.key_panel(panel), panel * WIDTH);
        for (strip, _) in spans
            .iter()
            .enumerate()
            .filter(|(_, span)| span.contains(&column))
        {
            let q = rows::<R>(&self.q, self.head_dim, strip * R, 0..self.head_dim);
            let scores = product::<L, R>(q, keys);
            for (r, scores) in scores.into_iter().enumerate() {
                write(scores, &mut self.scores[(strip * R + r) * KEYS + column..]);
            }
        }
    }

    /// Turns the scores of a strip into weights, and brings m, l and the scale of O up to date.
    fn weigh<L: Lanes, const R: usize>(
        &mut self,
        block: &Block<'_, '_>,
        strip: usize,
        keys: &Range<usize>,
        span: &Range<usize>,
        finite: bool,
    ) {
        for r in strip * R..block.rows.len().min((strip + 1) * R) {
            let scores = &mut self.scores[r * KEYS..][span.clone()];
            let out = &mut self.out[r * self.width..(r + 1) * self.width];
            let first = keys.start + span.start;
            masking::apply(block.scoring, block.capped, &block.rows[r], first, scores);
            if finite {
                self.states[r].step::<L>(scores, out);
            } else {
                hidden::mark(scores, &mut self.hidden);
                self.states[r].step::<L>(scores, out);
                let values = block.head.values(&(first..keys.end));
                let width = block.head.value_dim;
                hidden::accumulate_visible(scores, &self.hidden, values, width, out);
            }
        }
    }

    /// O = O + S V for one panel of columns.
    #[inline(always)]
    fn mix<L: Lanes, const R: usize>(
        &mut self,
        tile: &KeyTile,
        panel: usize,
        spans: &[Range<usize>],
    ) {
        for (strip, span) in spans
            .iter()
            .enumerate()
            .filter(|(_, span)| !span.is_empty())
        {
            let weights = rows::<R>(&self.scores, KEYS, strip * R, span.clone());
            let sums = product::<L, R>(weights, tile.value_panel(panel, span));
            for (r, sums) in sums.into_iter().enumerate() {
                let start = (strip * R + r) * self.width + panel * WIDTH;
                accumulate(sums, &mut self.out[start..]);
            }
        }
    }

    fn finish(&mut self, value_dim: usize, out: &mut [f32], lse: &mut [f32]) {
        for (r, lse) in lse.iter_mut().enumerate() {
            let own = &mut self.out[r * self.width..][..value_dim];
            *lse = self.states[r].finish(own);
            out[r * value_dim..(r + 1) * value_dim].copy_from_slice(own);
        }
    }
}

impl Block<'_, '_> {
    /// For each strip of R rows, the columns of the tile of `keys` that any of them may see, in whole
    /// panels.
    fn spans<const R: usize>(&self, keys: &Range<usize>) -> Vec<Range<usize>> {
        let span = |rows: &[Row]| {
            let seen = masking::hull(self.scoring, rows, keys);
            if seen.is_empty() {
                return 0..0;
            }
            let [start, end] = [seen.start - keys.start, seen.end - keys.start];
            start / WIDTH * WIDTH..padded(end, WIDTH)
        };
        self.rows.chunks(R).map(span).collect()
    }
}
