//! What the attention kernels read beside q, k and v: the uniform, the columns table, the mask.

use headwise_core::{AttentionError, Dims, Mask, Options, Scoring};
use ndarray::{ArrayViewD, IxDyn};

use super::{Plan, Source};
use crate::shaders::Problem;

/// An attention call, checked, in the words that the kernels read.
pub(super) struct Operands<'a> {
    pub(super) dims: Dims,
    pub(super) scoring: Scoring<'a, f32>,
    /// The uniform; whoever plans a dispatch fills in what is its own.
    pub(super) problem: Problem,
    mask: Vec<u32>,
}

/// Buffers for bindings 1 to 5 of `shared/attention.wgsl`.
pub(super) type Inputs = [usize; 5];

impl<'a> Operands<'a> {
    /// # Errors
    /// Those of [`Scoring::new`].
    pub(super) fn new(dims: &Dims, options: &Options<'a, f32>) -> Result<Self, AttentionError> {
        let scoring = Scoring::new(dims, options)?;
        let mut problem = Problem {
            heads: word(dims.heads),
            kv_heads: word(dims.kv_heads),
            q_len: word(dims.q_len),
            kv_len: word(dims.kv_len),
            head_dim: word(dims.head_dim),
            value_dim: word(dims.value_dim),
            scale: scoring.scale(),
            softcap: options.softcap.unwrap_or(0.0),
            ..Problem::default()
        };
        let mask = match &options.mask {
            None => Vec::new(),
            Some(mask) => pack(mask, dims, &mut problem),
        };
        Ok(Self {
            dims: *dims,
            scoring,
            problem,
            mask,
        })
    }

    /// Adds the buffers that every attention kernel binds first, the uniform aside. q, k and v are
    /// operands 0, 1 and 2.
    pub(super) fn buffers(&mut self, plan: &mut Plan) -> Inputs {
        let elements = |shape: [usize; 4]| shape.iter().product();
        [
            plan.data("columns", self.columns()),
            plan.data("mask", std::mem::take(&mut self.mask)),
            plan.buffer("q", elements(self.dims.q_shape()), Source::Operand(0)),
            plan.buffer("k", elements(self.dims.k_shape()), Source::Operand(1)),
            plan.buffer("v", elements(self.dims.v_shape()), Source::Operand(2)),
        ]
    }

    /// For query i of batch entry b, at `b * q_len + i`: sinks, start, end, and a word of padding.
    fn columns(&self) -> Vec<u32> {
        let rows = (0..self.dims.batch).flat_map(|b| (0..self.dims.q_len).map(move |i| (b, i)));
        rows.flat_map(|(b, i)| {
            let columns = self.scoring.columns(b, i);
            [
                word(columns.sinks),
                word(columns.window.start),
                word(columns.window.end),
                0,
            ]
        })
        .collect()
    }
}

/// A size as the shaders count it. Buffers end far below 2^32 words, and [`super::Limits::check`]
/// refuses a plan with a longer one; a size beyond that belongs to an empty tensor.
pub(super) fn word(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// The mask's rows as words, and in `problem` how to find a cell among them. Axes of length 1 stay
/// short, with a stride of 0.
fn pack(mask: &Mask<'_, f32>, dims: &Dims, problem: &mut Problem) -> Vec<u32> {
    let (words, row) = match mask {
        Mask::Boolean(cells) => {
            problem.mask_kind = crate::shaders::flash_forward::MASK_BITS;
            let rows = rows(cells, dims.kv_len);
            let row = rows.first().map_or(0, |row| row.len().div_ceil(32));
            (
                rows.iter()
                    .flat_map(|row| row.chunks(32).map(bits))
                    .collect::<Vec<u32>>(),
                row,
            )
        }
        Mask::Additive(cells) => {
            problem.mask_kind = crate::shaders::flash_forward::MASK_BITS + 1;
            let rows = rows(cells, dims.kv_len);
            let row = rows.first().map_or(0, Vec::len);
            (
                rows.iter().flatten().map(|bias| bias.to_bits()).collect(),
                row,
            )
        }
    };
    let shape = mask.shape();
    problem.mask_covered = word(shape.last().copied().unwrap_or(dims.kv_len));
    let axis = |from_right: usize| {
        shape
            .len()
            .checked_sub(from_right)
            .map_or(1, |axis| shape[axis])
    };
    let (queries, heads, batch) = (axis(2), axis(3), axis(4));
    let stride = |own: usize, words: usize| if own > 1 { word(words) } else { 0 };
    problem.mask_query = stride(queries, row);
    problem.mask_head = stride(heads, row * queries);
    problem.mask_batch = stride(batch, row * queries * heads);
    words
}

/// The rows of the last axis, in order. A mask without axes is one row of `kv_len` equal cells.
fn rows<T: Copy>(cells: &ArrayViewD<'_, T>, kv_len: usize) -> Vec<Vec<T>> {
    if cells.ndim() == 0 {
        return vec![vec![cells[IxDyn(&[])]; kv_len]];
    }
    cells.rows().into_iter().map(|row| row.to_vec()).collect()
}

/// Up to 32 cells as the bits of a word, the first the lowest.
fn bits(cells: &[bool]) -> u32 {
    cells
        .iter()
        .enumerate()
        .fold(0, |word, (place, &seen)| word | u32::from(seen) << place)
}
