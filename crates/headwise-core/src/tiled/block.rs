//! One block of queries walking over the key tiles: the inner loop, and all the memory it uses.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis};

use super::{Observer, Tile};
use crate::online_softmax::RowState;
use crate::rows::dot;
use crate::{Columns, Real, Scoring};

/// The working set of a block: what a GPU would keep in registers and workgroup memory.
pub(super) struct Block<'p, 'a, T> {
    scoring: &'p Scoring<'a, T>,
    /// Batch entry, head and queries; the keys are empty.
    rows: Tile,
    /// `[q_len, head_dim]`, `[kv_len, head_dim]` and `[kv_len, value_dim]` of the head.
    q: ArrayView2<'a, T>,
    k: ArrayView2<'a, T>,
    v: ArrayView2<'a, T>,
    /// What each row sees, before the mask's data is asked.
    columns: Vec<Columns>,
    states: Vec<RowState<T>>,
    /// S, `[rows, B_c]`; the last tile may fill fewer columns.
    scores: Array2<T>,
    /// B_c.
    cols: usize,
}

impl<'p, 'a, T: Real> Block<'p, 'a, T> {
    pub(super) fn new(
        scoring: &'p Scoring<'a, T>,
        rows: Tile,
        [q, k, v]: [ArrayView2<'a, T>; 3],
        cols: usize,
    ) -> Self {
        let height = rows.queries.len();
        Self {
            columns: rows
                .queries
                .clone()
                .map(|i| scoring.columns(rows.batch, i))
                .collect(),
            states: vec![RowState::new(v.ncols()); height],
            scores: Array2::zeros((height, cols.min(k.nrows()))),
            scoring,
            rows,
            q,
            k,
            v,
            cols,
        }
    }

    /// Takes in every key and returns the rows' states.
    pub(super) fn run(mut self, observer: &mut impl Observer<T>) -> Vec<RowState<T>> {
        observer.load_queries(&self.rows);
        for tile in self.tiles() {
            if self.is_hidden(&tile) {
                observer.skip(&tile);
            } else {
                observer.load_keys(&tile);
                self.take_in(&tile, observer);
            }
        }
        self.states
    }

    /// The tiles of keys, in order.
    pub(super) fn tiles(&self) -> impl Iterator<Item = Tile> + use<T> {
        let (kv_len, cols, rows) = (self.k.nrows(), self.cols, self.rows.clone());
        (0..kv_len).step_by(cols).map(move |start| Tile {
            keys: start..kv_len.min(start.saturating_add(cols)),
            ..rows.clone()
        })
    }

    /// The states as they are.
    pub(super) fn into_states(self) -> Vec<RowState<T>> {
        self.states
    }

    /// Takes in one tile of keys.
    pub(super) fn take_in(&mut self, tile: &Tile, observer: &mut impl Observer<T>) {
        self.score(tile);
        observer.scores(tile, columns(self.scores.view(), 0..tile.keys.len()));
        self.step(tile, observer);
    }

    /// S = mask(cap(scale Q K^T)).
    fn score(&mut self, tile: &Tile) {
        let (b, h) = (tile.batch, tile.head);
        for (r, i) in tile.queries.clone().enumerate() {
            let query = self.q.row(i);
            for (c, j) in tile.keys.clone().enumerate() {
                let bias = self.bias([b, h, i, j], &self.columns[r]);
                // Hidden keys cost no dot product, and by branch since NaN + -inf is NaN.
                self.scores[[r, c]] = if bias == T::neg_infinity() {
                    bias
                } else {
                    self.scoring
                        .cap(dot(query, self.k.row(j)) * self.scoring.scale())
                        + bias
                };
            }
        }
    }

    /// Steps m, l, O of each row over S and V.
    fn step(&mut self, tile: &Tile, observer: &mut impl Observer<T>) {
        let values = rows(self.v, tile.keys.clone());
        let scores = columns(self.scores.view(), 0..tile.keys.len());
        for ((query, state), scores) in tile
            .queries
            .clone()
            .zip(&mut self.states)
            .zip(scores.outer_iter())
        {
            let rescale = state.step(scores, values);
            if rescale.after != rescale.before {
                observer.new_max(tile, query, rescale);
                if rescale.before != T::neg_infinity() {
                    observer.rescale(tile, query, rescale);
                }
            }
            observer.stepped(tile, query, state);
        }
    }

    /// Whether no row of the block sees any key of the tile.
    pub(super) fn is_hidden(&self, tile: &Tile) -> bool {
        !tile.queries.clone().zip(&self.columns).any(|(i, columns)| {
            // The mask's data is read only where the cheap rules leave the question open.
            columns.overlaps(&tile.keys)
                && (!self.scoring.has_mask() || self.sees_any(tile, i, columns))
        })
    }

    fn sees_any(&self, tile: &Tile, i: usize, columns: &Columns) -> bool {
        let bias = |j| self.bias([tile.batch, tile.head, i, j], columns);
        tile.keys.clone().any(|j| bias(j) != T::neg_infinity())
    }

    fn bias(&self, at: [usize; 4], columns: &Columns) -> T {
        if columns.contains(at[3]) {
            self.scoring.bias(at)
        } else {
            T::neg_infinity()
        }
    }
}

fn rows<T>(mut matrix: ArrayView2<'_, T>, range: Range<usize>) -> ArrayView2<'_, T> {
    matrix.slice_axis_inplace(Axis(0), range.into());
    matrix
}

fn columns<T>(mut matrix: ArrayView2<'_, T>, range: Range<usize>) -> ArrayView2<'_, T> {
    matrix.slice_axis_inplace(Axis(1), range.into());
    matrix
}
