//! A validated problem, run one block at a time.

use std::marker::PhantomData;

use headwise_core::{AttentionError, Dims, ErrorCode, Options, Scoring};

use super::block::{Block, QUERIES, Workspace};
use super::keys::{Head, PackedHead};
use crate::decode;
use crate::lanes::{Best, Lanes};
use crate::masking::Row;

/// Attention to be computed block by block, so that a caller may stop between any two.
///
/// Blocks may run in any order, and fastest in their own: keys and values are packed once for each
/// run of blocks that shares them. Beyond the operands it holds one packed copy of the keys and values
/// of one head.
///
/// ```
/// use headwise_core::{Dims, Options};
/// use headwise_cpu::Problem;
///
/// let dims = Dims::from_shapes(&[1, 2, 5, 3], &[1, 2, 5, 3], &[1, 2, 5, 3])?;
/// let x = vec![1.0; 30];
/// let mut problem: Problem = Problem::new(dims, &x, &x, &x, &Options::default())?;
/// let (mut out, mut lse) = problem.allocate();
/// for block in 0..problem.blocks() {
///     problem.run_block(block, &mut out, &mut lse);
/// }
/// assert_eq!(out, x); // equal keys have equal weights
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Problem<'a, L = Best> {
    dims: Dims,
    scoring: Scoring<'a, f32>,
    softcap: Option<f32>,
    q: &'a [f32],
    k: &'a [f32],
    v: &'a [f32],
    scratch: Scratch,
    lanes: PhantomData<fn() -> L>,
}

/// What a problem carries from block to block: a packed head and the working set.
///
/// A caller that owns the operands, and so cannot keep what borrows them, keeps this between blocks.
#[derive(Clone, Debug)]
pub struct Scratch {
    /// What is packed, and of which pair of batch entry and kv head.
    packed: Option<(usize, PackedHead)>,
    workspace: Workspace,
}

impl Scratch {
    /// Of a problem of these sizes.
    pub fn new(dims: &Dims) -> Self {
        Self {
            packed: None,
            workspace: Workspace::new(dims),
        }
    }
}

impl<'a, L: Lanes> Problem<'a, L> {
    /// Checks everything there is to check. q is `[batch, heads, q_len, head_dim]`, k
    /// `[batch, kv_heads, kv_len, head_dim]` and v `[batch, kv_heads, kv_len, value_dim]`, row-major.
    ///
    /// # Errors
    /// `shape-mismatch` when a slice is not as long as its shape says; those of [`Scoring::new`].
    pub fn new<'m: 'a>(
        dims: Dims,
        q: &'a [f32],
        k: &'a [f32],
        v: &'a [f32],
        options: &Options<'m, f32>,
    ) -> Result<Self, AttentionError> {
        Self::resume(dims, q, k, v, options, Scratch::new(&dims))
    }

    /// As [`Self::new`], with the scratch of an earlier problem on the same keys, values and sizes.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn resume<'m: 'a>(
        dims: Dims,
        q: &'a [f32],
        k: &'a [f32],
        v: &'a [f32],
        options: &Options<'m, f32>,
        scratch: Scratch,
    ) -> Result<Self, AttentionError> {
        for (slice, shape) in [
            (q, dims.q_shape()),
            (k, dims.k_shape()),
            (v, dims.v_shape()),
        ] {
            if slice.len() != shape.iter().product() {
                let message = "a tensor must have as many elements as its shape";
                return Err(AttentionError::new(
                    ErrorCode::ShapeMismatch,
                    "attention",
                    &[slice.len()],
                    &shape,
                    message,
                ));
            }
        }
        Ok(Self {
            scoring: Scoring::new(&dims, options)?,
            softcap: options.softcap.filter(|&cap| cap > 0.0),
            q,
            k,
            v,
            scratch,
            dims,
            lanes: PhantomData,
        })
    }

    /// What [`Self::resume`] goes on with.
    pub fn into_scratch(self) -> Scratch {
        self.scratch
    }

    /// The sizes of the problem.
    pub fn dims(&self) -> &Dims {
        &self.dims
    }

    /// How many blocks there are: for each kv head one for each tile of the queries that share it, or
    /// one in all where they are few.
    pub fn blocks(&self) -> usize {
        self.dims.batch * self.dims.kv_heads * self.blocks_per_pair()
    }

    /// An output `[batch, heads, q_len, value_dim]` and a log-sum-exp `[batch, heads, q_len]` for the
    /// blocks to write: zeros and -inf.
    pub fn allocate(&self) -> (Vec<f32>, Vec<f32>) {
        (
            vec![0.0; self.dims.out_shape().iter().product()],
            vec![f32::NEG_INFINITY; self.dims.lse_shape().iter().product()],
        )
    }

    /// Computes block `index` and writes its rows of `out` and `lse`, as long as [`Self::allocate`]
    /// makes them.
    ///
    /// # Panics
    /// When there is no such block, or the slices are shorter than allocated.
    pub fn run_block(&mut self, index: usize, out: &mut [f32], lse: &mut [f32]) {
        assert!(index < self.blocks(), "block {index} of {}", self.blocks());
        let pair = index / self.blocks_per_pair();
        let start = index % self.blocks_per_pair() * self.block_rows();
        let rows = start..self.rows_per_pair().min(start + self.block_rows());
        let first = pair * self.rows_per_pair() + rows.start;
        let own = |width: usize| first * width..(first + rows.len()) * width;
        let out = &mut out[own(self.dims.value_dim)];
        let lse = &mut lse[own(1)];
        let head = self.head(pair);
        let block = Block {
            scoring: &self.scoring,
            softcap: self.softcap,
            head,
            q: &self.q[own(self.dims.head_dim)],
            rows: rows.clone().map(|row| self.row(pair, row)).collect(),
        };
        if self.is_decode() {
            return decode::run::<L>(&block, out, lse);
        }
        let Scratch { packed, workspace } = &mut self.scratch;
        let packed = match packed {
            Some((of, packed)) if *of == pair => packed,
            other => &mut other.insert((pair, PackedHead::new(&head))).1,
        };
        match L::ROWS {
            6 => workspace.run::<L, 6>(&block, packed, out, lse),
            _ => workspace.run::<L, 4>(&block, packed, out, lse),
        }
    }

    /// Whether so few queries share each key that packing it would cost more than it saves.
    fn is_decode(&self) -> bool {
        self.rows_per_pair() <= decode::MOST_ROWS
    }

    /// Queries of all heads that share a kv head. They lie one behind the other.
    fn rows_per_pair(&self) -> usize {
        let Dims {
            heads,
            kv_heads,
            q_len,
            ..
        } = self.dims;
        heads.checked_div(kv_heads).map_or(0, |group| group * q_len)
    }

    /// Rows of a block, unless it is the last of its pair.
    fn block_rows(&self) -> usize {
        match self.is_decode() {
            true => decode::MOST_ROWS,
            false => QUERIES,
        }
    }

    fn blocks_per_pair(&self) -> usize {
        self.rows_per_pair().div_ceil(self.block_rows())
    }

    /// Query number `row` of those of a pair.
    fn row(&self, pair: usize, row: usize) -> Row {
        let Dims {
            heads,
            kv_heads,
            q_len,
            ..
        } = self.dims;
        let (batch, kv_head) = (pair / kv_heads, pair % kv_heads);
        let head = kv_head * (heads / kv_heads) + row / q_len;
        Row::new(&self.scoring, [batch, head, row % q_len])
    }

    /// The keys and values of batch entry and kv head number `pair`.
    fn head(&self, pair: usize) -> Head<'a> {
        let Dims {
            kv_len,
            head_dim,
            value_dim,
            ..
        } = self.dims;
        let own = |width: usize| pair * kv_len * width..(pair + 1) * kv_len * width;
        Head {
            k: &self.k[own(head_dim)],
            v: &self.v[own(value_dim)],
            kv_len,
            head_dim,
            value_dim,
        }
    }
}
