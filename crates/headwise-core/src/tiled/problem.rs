//! A validated problem, run one block of queries at a time.

use ndarray::{Array3, Array4, ArrayView4, Axis};

use super::block::Block;
use super::{Observer, Tile};
use crate::online_softmax::RowState;
use crate::rows::row_mut;
use crate::{AttentionError, Dims, ErrorCode, Options, Real, Scoring};

/// The height and width of a tile of scores, both at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileSizes {
    /// B_r: queries that share one pass over the keys.
    pub rows: usize,
    /// B_c: keys taken in at once.
    pub cols: usize,
}

impl Default for TileSizes {
    /// 64 by 64: a tile of f32 scores is 16 KiB.
    fn default() -> Self {
        Self { rows: 64, cols: 64 }
    }
}

/// Attention to be computed block by block, so that a caller may stop between any two.
///
/// ```
/// use headwise_core::{Options, tiled::{Problem, TileSizes}};
/// use ndarray::Array4;
///
/// let x = Array4::<f32>::ones((1, 2, 5, 3));
/// let sizes = TileSizes { rows: 2, cols: 2 };
/// let problem = Problem::new(x.view(), x.view(), x.view(), &Options::default(), sizes)?;
/// let (mut out, mut lse) = problem.allocate();
/// assert_eq!(problem.blocks(), 6); // two heads of three query tiles
/// for block in (0..problem.blocks()).rev() { // in any order
///     problem.run_block(block, &mut out, &mut lse, &mut ());
/// }
/// assert_eq!(out, x);
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Problem<'a, T> {
    q: ArrayView4<'a, T>,
    k: ArrayView4<'a, T>,
    v: ArrayView4<'a, T>,
    dims: Dims,
    scoring: Scoring<'a, T>,
    sizes: TileSizes,
}

impl<'a, T: Real> Problem<'a, T> {
    /// Checks everything there is to check.
    ///
    /// # Errors
    /// Those of [`Dims::from_shapes`] and [`Scoring::new`]; `bad-setting` when a tile size is 0.
    pub fn new<'m: 'a>(
        q: ArrayView4<'a, T>,
        k: ArrayView4<'a, T>,
        v: ArrayView4<'a, T>,
        options: &Options<'m, T>,
        sizes: TileSizes,
    ) -> Result<Self, AttentionError> {
        let dims = Dims::from_shapes(q.shape(), k.shape(), v.shape())?;
        let scoring = Scoring::new(&dims, options)?;
        if sizes.rows == 0 || sizes.cols == 0 {
            let given = [sizes.rows, sizes.cols];
            let message = "a tile must have at least one row and one column";
            return Err(AttentionError::attention(
                ErrorCode::BadSetting,
                &given,
                &[1, 1],
                message,
            ));
        }
        Ok(Self {
            q,
            k,
            v,
            dims,
            scoring,
            sizes,
        })
    }

    /// The sizes of the problem.
    pub fn dims(&self) -> &Dims {
        &self.dims
    }

    /// How many blocks there are: `batch * heads * ceil(q_len / B_r)`.
    pub fn blocks(&self) -> usize {
        self.dims.batch * self.dims.heads * self.blocks_per_head()
    }

    /// An output `[batch, heads, q_len, value_dim]` and a log-sum-exp `[batch, heads, q_len]` for
    /// the blocks to write: zeros and -inf.
    pub fn allocate(&self) -> (Array4<T>, Array3<T>) {
        (
            Array4::zeros(self.dims.out_shape()),
            Array3::from_elem(self.dims.lse_shape(), T::neg_infinity()),
        )
    }

    /// Computes block `index` and writes its rows of `out` and `lse`, shaped as [`Self::allocate`]
    /// makes them. Blocks may run in any order.
    ///
    /// # Panics
    /// When there is no such block, or the arrays are smaller than allocated.
    pub fn run_block(
        &self,
        index: usize,
        out: &mut Array4<T>,
        lse: &mut Array3<T>,
        observer: &mut impl Observer<T>,
    ) {
        let rows = self.rows_of(index);
        let states = self.block(rows.clone()).run(observer);
        write(&rows, states, out, lse, observer);
    }

    /// Computes one head with the loops the other way round: for each tile of keys, every tile of
    /// queries (Dao et al. 2022, algorithm 1). Keys and values are then read once, and the states of
    /// all rows are read and written for each tile of keys. The results are the same. It departs from
    /// the paper in dividing by l at the end, as the other order does.
    ///
    /// # Panics
    /// When there is no such head, or the arrays are smaller than [`Self::allocate`] makes them.
    pub fn run_head_keys_outside(
        &self,
        [batch, head]: [usize; 2],
        out: &mut Array4<T>,
        lse: &mut Array3<T>,
        observer: &mut impl Observer<T>,
    ) {
        let first = (batch * self.dims.heads + head) * self.blocks_per_head();
        let indices = first..first + self.blocks_per_head();
        let mut blocks: Vec<_> = indices
            .map(|index| self.rows_of(index))
            .map(|rows| (rows.clone(), self.block(rows)))
            .collect();
        let tiles: Vec<Tile> = blocks
            .first()
            .map_or(Vec::new(), |(_, block)| block.tiles().collect());
        for keys in tiles.into_iter().map(|tile| tile.keys) {
            let mut loaded = false;
            for (rows, block) in &mut blocks {
                let tile = Tile {
                    keys: keys.clone(),
                    ..rows.clone()
                };
                if block.is_hidden(&tile) {
                    observer.skip(&tile);
                    continue;
                }
                if !loaded {
                    observer.load_keys(&tile);
                    loaded = true;
                }
                observer.load_queries(rows);
                observer.load_states(&tile);
                block.take_in(&tile, observer);
                observer.store_states(&tile);
            }
        }
        for (rows, block) in blocks {
            write(&rows, block.into_states(), out, lse, observer);
        }
    }

    /// The rows of block `index`, with no keys yet.
    fn rows_of(&self, index: usize) -> Tile {
        assert!(index < self.blocks(), "block {index} of {}", self.blocks());
        let (pair, block) = (
            index / self.blocks_per_head(),
            index % self.blocks_per_head(),
        );
        let start = block * self.sizes.rows;
        Tile {
            batch: pair / self.dims.heads,
            head: pair % self.dims.heads,
            queries: start..self.dims.q_len.min(start.saturating_add(self.sizes.rows)),
            keys: 0..0,
        }
    }

    fn block(&self, rows: Tile) -> Block<'_, 'a, T> {
        let kv_head = self.dims.kv_head(rows.head);
        let [q, k, v] =
            [(self.q, rows.head), (self.k, kv_head), (self.v, kv_head)].map(|(tensor, head)| {
                tensor
                    .index_axis_move(Axis(0), rows.batch)
                    .index_axis_move(Axis(0), head)
            });
        Block::new(&self.scoring, rows, [q, k, v], self.sizes.cols)
    }

    fn blocks_per_head(&self) -> usize {
        self.dims.q_len.div_ceil(self.sizes.rows)
    }
}

/// Normalises the states of some rows and writes them.
fn write<T: Real>(
    rows: &Tile,
    states: Vec<RowState<T>>,
    out: &mut Array4<T>,
    lse: &mut Array3<T>,
    observer: &mut impl Observer<T>,
) {
    let (batch, head) = (rows.batch, rows.head);
    for (query, state) in rows.queries.clone().zip(states) {
        let (row, row_lse) = state.finish();
        observer.output([batch, head, query], row.view(), row_lse);
        row_mut(out.view_mut(), [batch, head, query]).assign(&row);
        lse[[batch, head, query]] = row_lse;
    }
}
