//! What the attention kernels read beside q, k and v: the uniform, the columns table, the mask.

use headwise_core::{AttentionError, Dims, Options, Scoring};

use super::mask::Packed;
use super::{Dispatch, Limits, Plan, Source};
use crate::shaders::{Padding, Problem, pad_rows};

/// Threads of `pad_rows`.
const THREADS: u32 = 64;

/// An attention call, checked, in the words that the kernels read.
pub(super) struct Operands<'a> {
    pub(super) dims: Dims,
    pub(super) scoring: Scoring<'a, f32>,
    /// The uniform; whoever plans a dispatch fills in what is its own.
    pub(super) problem: Problem,
    pub(super) mask: Packed,
}

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
            None => Packed::default(),
            Some(mask) => Packed::new(mask, dims, &mut problem),
        };
        Ok(Self {
            dims: *dims,
            scoring,
            problem,
            mask,
        })
    }

    /// Adds the buffers that the kernel of scores binds: q and k are operands 0 and 1.
    pub(super) fn of_scores(&mut self, plan: &mut Plan) -> [usize; 5] {
        let elements = |shape: [usize; 4]| shape.iter().product();
        [
            plan.data("problem", self.problem.words().to_vec()),
            plan.data("columns", self.columns()),
            plan.data("mask", std::mem::take(&mut self.mask).into_words()),
            plan.buffer("q", elements(self.dims.q_shape()), Source::Operand(0)),
            plan.buffer("k", elements(self.dims.k_shape()), Source::Operand(1)),
        ]
    }

    /// Adds those that every other kernel of attention binds first: v is operand 2. Rows of q, k and v
    /// are whole vectors of four numbers: where the operands' are not, a dispatch copies them.
    pub(super) fn of_attention(&mut self, plan: &mut Plan, limits: &Limits) -> [usize; 6] {
        let Dims {
            head_dim,
            value_dim,
            ..
        } = self.dims;
        let [problem, columns, mask, q, k] = self.of_scores(plan);
        let values = self.dims.v_shape().iter().product();
        let v = plan.buffer("v", values, Source::Operand(2));
        let mut padded = |buffer, width| pad(plan, limits, buffer, width);
        let (q, k, v) = (
            padded(q, head_dim),
            padded(k, head_dim),
            padded(v, value_dim),
        );
        [problem, columns, mask, q, k, v]
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

/// The buffer itself, or one whose rows of `width` numbers are filled up to whole vectors.
fn pad(plan: &mut Plan, limits: &Limits, buffer: usize, width: usize) -> usize {
    let numbers = plan.buffers[buffer].words;
    if width.is_multiple_of(4) || numbers == 0 {
        return buffer;
    }
    let rows = numbers / width;
    let padding = Padding {
        rows: word(rows),
        width: word(width),
    };
    let vectors = rows * width.div_ceil(4);
    let groups = vectors.div_ceil(THREADS as usize);
    let across = groups.min(limits.groups as usize);
    let padding = plan.data("padding", padding.words().to_vec());
    let padded = plan.buffer("vectors", 4 * vectors, Source::Dispatches);
    plan.dispatches.push(Dispatch {
        shader: &pad_rows::SHADER,
        overrides: vec![("THREADS", THREADS)],
        bindings: vec![padding, buffer, padded],
        groups: [word(across), word(groups.div_ceil(across)), 1],
    });
    padded
}
