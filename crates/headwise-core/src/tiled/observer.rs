//! Watching the tile loop without slowing it.

use std::ops::Range;

use ndarray::{ArrayView1, ArrayView2};

use crate::online_softmax::{Rescale, RowState};

/// Where a tile of scores lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Batch entry.
    pub batch: usize,
    /// Query head.
    pub head: usize,
    /// Rows: at most B_r queries.
    pub queries: Range<usize>,
    /// Columns: at most B_c keys.
    pub keys: Range<usize>,
}

/// Is told what the tile loop does, in order. Every method does nothing unless overridden, so
/// watching with `()` compiles to no code.
pub trait Observer<T> {
    /// A tile of queries `[rows, head_dim]` was loaded from slow memory; `tile.keys` is empty.
    fn load_queries(&mut self, _tile: &Tile) {}

    /// A tile of keys `[cols, head_dim]` and of values `[cols, value_dim]` was loaded.
    fn load_keys(&mut self, _tile: &Tile) {}

    /// Every cell of the tile is hidden: nothing was loaded or computed for it.
    fn skip(&mut self, _tile: &Tile) {}

    /// The tile's scores after every mask, `[rows, cols]`, -inf where hidden.
    fn scores(&mut self, _tile: &Tile, _scores: ArrayView2<'_, T>) {}

    /// Row `query` has a new running maximum.
    fn new_max(&mut self, _tile: &Tile, _query: usize, _rescale: Rescale<T>) {}

    /// What row `query` had summed before was multiplied by a factor: its maximum grew, and not
    /// from nothing.
    fn rescale(&mut self, _tile: &Tile, _query: usize, _rescale: Rescale<T>) {}

    /// Row `query` has taken in a tile; this is its state behind it.
    fn stepped(&mut self, _tile: &Tile, _query: usize, _state: &RowState<T>) {}

    /// With keys in the outer loop: the states of the tile's rows were read back from slow memory.
    fn load_states(&mut self, _tile: &Tile) {}

    /// With keys in the outer loop: the states of the tile's rows were written to slow memory.
    fn store_states(&mut self, _tile: &Tile) {}

    /// The row at `[batch, head, query]` is finished and written to slow memory: its output
    /// `[value_dim]` and its log-sum-exp.
    fn output(&mut self, _at: [usize; 3], _out: ArrayView1<'_, T>, _lse: T) {}
}

/// Observes nothing.
impl<T> Observer<T> for () {}
