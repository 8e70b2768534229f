//! Rows that pass over the keys together: eight to a strip, each in its own lane.

use std::f32::consts::LOG2_E;
use std::ops::Range;

use headwise_core::Scoring;

use super::ROWS;
use super::keys::{KEYS, Keys};
use crate::exp2::exp2;
use crate::lanes::Lanes;
use crate::masking::{self, Lane, Row};
use crate::micro::{product, write, zeros};
use crate::pack::{Row8, WIDTH, pack_right_rows};
use crate::softmax::strip::StripState;

/// All queries, `[rows, head_dim]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Queries<'a> {
    pub(super) numbers: &'a [f32],
    pub(super) head_dim: usize,
}

impl<'a> Queries<'a> {
    pub(super) fn row(self, row: usize) -> &'a [f32] {
        &self.numbers[row * self.head_dim..(row + 1) * self.head_dim]
    }
}

/// The working set, kept from one group of rows to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    strips: Vec<Strip>,
    used: usize,
}

#[derive(Clone, Debug, Default)]
struct Strip {
    rows: Vec<Row>,
    /// scale Q, `[head_dim][8]`.
    q: Vec<Row8>,
    /// S^T of a tile from the first key of its first panel on, `[keys][8]`.
    scores: Vec<Row8>,
    state: StripState,
}

impl Rows {
    /// Begins with these rows of `q`, at most [`ROWS`].
    pub(super) fn open<L: Lanes>(
        &mut self,
        rows: &[usize],
        q: Queries<'_>,
        scoring: &Scoring<'_, f32>,
    ) {
        debug_assert!(rows.len() <= ROWS);
        self.used = rows.len().div_ceil(WIDTH);
        if self.strips.len() < self.used {
            self.strips.resize_with(self.used, Strip::default);
        }
        for (strip, rows) in self.strips.iter_mut().zip(rows.chunks(WIDTH)) {
            strip.open::<L>(rows, q, scoring);
        }
    }

    /// m and l of every row, over all keys.
    pub(super) fn sum_up<L: Lanes, const R: usize>(
        &mut self,
        keys: &Keys<L>,
        scoring: &Scoring<'_, f32>,
    ) {
        for tile in keys.tiles(&(0..keys.len())) {
            for strip in &mut self.strips[..self.used] {
                let seen = masking::hull(scoring, &strip.rows, &tile);
                if !seen.is_empty() {
                    let scores = strip.score::<L, R>(keys, &seen, scoring);
                    strip.state.step::<L>(&mut strip.scores[scores], &mut []);
                }
            }
        }
    }

    /// Those of the rows, in their order, after [`Rows::sum_up`].
    pub(super) fn log_sum_exps(&self) -> impl Iterator<Item = f32> {
        self.strips[..self.used].iter().flat_map(|strip| {
            (0..strip.rows.len())
                .map(|lane| strip.state.log_sum_exp(lane).unwrap_or(f32::NEG_INFINITY))
        })
    }

    /// Hands `each` the weights of every strip with the keys of `keys`, a tile at a time: the strip's
    /// number, the keys, and their weights, a key in each row. Tiles that are hidden are left out. `lse`
    /// is that of the rows.
    pub(super) fn weigh<L: Lanes, const R: usize>(
        &mut self,
        keys: &Keys<L>,
        wanted: &Range<usize>,
        scoring: &Scoring<'_, f32>,
        lse: &[f32],
        mut each: impl FnMut(usize, Range<usize>, &[Row8]),
    ) {
        for tile in keys.tiles(wanted) {
            let strips = self.strips[..self.used].iter_mut().zip(lse.chunks(WIDTH));
            for (index, (strip, lse)) in strips.enumerate() {
                let seen = masking::hull(scoring, &strip.rows, &tile);
                if seen.is_empty() {
                    continue;
                }
                let scores = strip.score::<L, R>(keys, &seen, scoring);
                let weights = &mut strip.scores[scores];
                exponentials::<L>(weights, lse);
                each(index, seen, weights);
            }
        }
    }
}

impl Strip {
    fn open<L: Lanes>(&mut self, rows: &[usize], q: Queries<'_>, scoring: &Scoring<'_, f32>) {
        let place = |&row: &usize| Row::new(scoring, [0, 0, row]);
        self.rows.clear();
        self.rows.extend(rows.iter().map(place));
        self.state = StripState::default();
        let own: Vec<f32> = rows.iter().flat_map(|&row| q.row(row)).copied().collect();
        self.q.resize(q.head_dim, Row8::default());
        pack_right_rows::<L>(&own, q.head_dim, scoring.scale(), &mut self.q);
        // A tile, and the rest of the panel at its end.
        self.scores.resize(KEYS + L::ROWS, Row8::default());
    }

    /// The scores of the rows with `keys`, which are of one tile, after every mask; where they lie.
    fn score<L: Lanes, const R: usize>(
        &mut self,
        keys: &Keys<L>,
        wanted: &Range<usize>,
        scoring: &Scoring<'_, f32>,
    ) -> Range<usize> {
        let mut first = None;
        for panel in keys.panels(wanted.clone(), R) {
            let origin = *first.get_or_insert(panel.start);
            let to = &mut self.scores[panel.start - origin..];
            if panel.rows == R {
                write(
                    product::<L, R>(zeros(), panel.numbers.as_chunks().0, &self.q),
                    to,
                );
            } else {
                write(
                    product::<L, 4>(zeros(), panel.numbers.as_chunks().0, &self.q),
                    to,
                );
            }
        }
        let from = wanted.start - first.unwrap_or(wanted.start);
        let own = from..from + wanted.len();
        for (lane, row) in self.rows.iter().enumerate() {
            let strip = &mut self.scores[own.clone()];
            masking::apply(scoring, row, wanted.start, Lane { strip, lane });
        }
        own
    }
}

/// `exp(s - lse)` in place, a row's in its lane. A row that sees no key weighs 0 throughout.
#[inline(always)]
fn exponentials<L: Lanes>(scores: &mut [Row8], lse: &[f32]) {
    let mut origins = [f32::INFINITY; WIDTH];
    for (origin, &lse) in origins.iter_mut().zip(lse) {
        if lse > f32::NEG_INFINITY {
            *origin = lse;
        }
    }
    let unit = L::splat(LOG2_E);
    for (half, origin) in origins.as_chunks::<4>().0.iter().enumerate() {
        let origin = L::load(origin);
        for row in &mut *scores {
            let four = &mut row.0[half];
            // Subtracted before it is multiplied: of two large neighbours the difference is exact.
            exp2(L::load(four).sub(origin).mul(unit)).store(four);
        }
    }
}
