//! A validated problem, run one block at a time.

use std::marker::PhantomData;
use std::ops::Range;

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
    /// Whether there is a softcap.
    capped: bool,
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
            workspace: Workspace::new(dims.head_dim, dims.value_dim),
        }
    }
}

/// The rows that one block computes.
struct Place {
    batch: usize,
    kv_head: usize,
    /// Query heads.
    heads: Range<usize>,
    queries: Range<usize>,
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
            capped: options.softcap.is_some_and(|cap| cap > 0.0),
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

    /// How many blocks there are: one for each tile of queries of each head, or, where the queries
    /// that share a kv head are few, one for each kv head.
    pub fn blocks(&self) -> usize {
        let Dims {
            batch,
            heads,
            kv_heads,
            ..
        } = self.dims;
        if self.is_decode() {
            batch * kv_heads
        } else {
            batch * heads * self.blocks_per_head()
        }
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
        let place = self.place(index);
        let pair = place.batch * self.dims.kv_heads + place.kv_head;
        let head = self.head(pair);
        let rows: Vec<Row> = place
            .heads
            .clone()
            .flat_map(|head| place.queries.clone().map(move |i| [place.batch, head, i]))
            .map(|at| Row::new(&self.scoring, at))
            .collect();
        let first = (place.batch * self.dims.heads + place.heads.start) * self.dims.q_len
            + place.queries.start;
        let own = |width: usize| first * width..(first + rows.len()) * width;
        let out = &mut out[own(self.dims.value_dim)];
        let lse = &mut lse[own(1)];
        let block = Block {
            scoring: &self.scoring,
            capped: self.capped,
            head,
            q: &self.q[own(self.dims.head_dim)],
            rows,
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
        let Dims {
            heads,
            kv_heads,
            q_len,
            ..
        } = self.dims;
        kv_heads > 0 && heads / kv_heads * q_len <= decode::MOST_ROWS
    }

    fn blocks_per_head(&self) -> usize {
        self.dims.q_len.div_ceil(QUERIES)
    }

    fn place(&self, index: usize) -> Place {
        assert!(index < self.blocks(), "block {index} of {}", self.blocks());
        let Dims {
            heads,
            kv_heads,
            q_len,
            ..
        } = self.dims;
        if self.is_decode() {
            let (batch, kv_head, group) = (index / kv_heads, index % kv_heads, heads / kv_heads);
            return Place {
                batch,
                kv_head,
                heads: kv_head * group..(kv_head + 1) * group,
                queries: 0..q_len,
            };
        }
        let (pair, block) = (
            index / self.blocks_per_head(),
            index % self.blocks_per_head(),
        );
        let (batch, head) = (pair / heads, pair % heads);
        let start = block * QUERIES;
        Place {
            batch,
            kv_head: self.dims.kv_head(head),
            heads: head..head + 1,
            queries: start..q_len.min(start + QUERIES),
        }
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
