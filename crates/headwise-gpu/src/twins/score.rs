//! The twin of `shared/attention.wgsl`: what a kernel is told, and what becomes of a score.

use crate::shaders::Problem;
use crate::shaders::flash_forward::MASK_BITS;
use crate::twins::floats;

/// Bindings 0 to 5, or to 4 for scores alone.
pub(super) struct Attention<'a> {
    pub(super) problem: Problem,
    columns: &'a [u32],
    mask: &'a [u32],
    q: Vec<f32>,
    k: Vec<f32>,
    v: Vec<f32>,
    /// Numbers between two rows of q and k, and of v.
    strides: [usize; 2],
}

impl<'a> Attention<'a> {
    /// Bindings of scores alone, whose rows are as long as they say.
    ///
    /// # Panics
    /// When there are not five bindings with a uniform first.
    pub(super) fn of_scores(bindings: &'a [Vec<u32>]) -> Self {
        Self::with_rows(bindings, &[], |width| width)
    }

    /// Bindings whose rows are whole vectors of four numbers.
    ///
    /// # Panics
    /// When there are not six bindings with a uniform first.
    pub(super) fn of_vectors(bindings: &'a [Vec<u32>]) -> Self {
        let (rest, v) = bindings.split_at(5);
        Self::with_rows(rest, &v[0], |width| width.next_multiple_of(4))
    }

    fn with_rows(bindings: &'a [Vec<u32>], v: &[u32], stride: fn(usize) -> usize) -> Self {
        let [problem, columns, mask, q, k] = bindings else {
            panic!("five bindings, not {}", bindings.len());
        };
        let problem = Problem::from_words(problem.as_slice().try_into().expect("a whole uniform"));
        Self {
            problem,
            strides: [problem.head_dim, problem.value_dim].map(|width| stride(width as usize)),
            columns,
            mask,
            q: floats(q),
            k: floats(k),
            v: floats(v),
        }
    }

    /// The same with each number of K and V replaced.
    pub(super) fn with_keys_and_values(mut self, held: fn(f32) -> f32) -> Self {
        for x in self.k.iter_mut().chain(&mut self.v) {
            *x = held(*x);
        }
        self
    }

    /// scale q.k of query `i` of head `h` with key `j`.
    pub(super) fn scaled(&self, b: usize, h: usize, i: usize, j: usize) -> f32 {
        let p = &self.problem;
        let (width, stride) = (p.head_dim as usize, self.strides[0]);
        let query = (b * p.heads as usize + h) * p.q_len as usize + i;
        let key = self.kv_row(b, h, j);
        let pairs = self.q[query * stride..][..width]
            .iter()
            .zip(&self.k[key * stride..][..width]);
        pairs.map(|(q, k)| q * k).sum::<f32>() * p.scale
    }

    /// cap(scale q.k).
    pub(super) fn score(&self, b: usize, h: usize, i: usize, j: usize) -> f32 {
        let (score, cap) = (self.scaled(b, h, i, j), self.problem.softcap);
        if cap > 0.0 {
            cap * (score / cap).tanh()
        } else {
            score
        }
    }

    /// The score after every mask, its data included if it `is_masked`; `None` where the key is hidden.
    pub(super) fn masked(
        &self,
        b: usize,
        h: usize,
        i: usize,
        j: usize,
        is_masked: bool,
    ) -> Option<f32> {
        let row = 4 * (b * self.problem.q_len as usize + i);
        let [sinks, start, end] = [0, 1, 2].map(|word| self.columns[row + word] as usize);
        if j >= sinks && (j < start || j >= end) {
            return None;
        }
        let bias = if is_masked {
            self.bias(b, h, i, j)
        } else {
            0.0
        };
        (bias != f32::NEG_INFINITY).then(|| self.score(b, h, i, j) + bias)
    }

    /// What the mask's data does to a tile of keys: 0 where it hides all of them from these queries, 3
    /// where it does nothing, 1 else.
    pub(super) fn mask_state(&self, b: usize, h: usize, row_tile: usize, key_tile: usize) -> u32 {
        let p = &self.problem;
        if p.mask_kind == 0 {
            return 3;
        }
        let strides = [p.tiles_batch, p.tiles_head, p.tiles_row].map(|stride| stride as usize);
        let places = strides.iter().zip([b, h, row_tile]);
        let row = p.tiles_first as usize + places.map(|(stride, at)| stride * at).sum::<usize>();
        self.mask[row + key_tile / 16] >> (2 * (key_tile % 16)) & 3
    }

    /// The value of key `j` for head `h`.
    pub(super) fn value(&self, b: usize, h: usize, j: usize) -> &[f32] {
        let width = self.problem.value_dim as usize;
        &self.v[self.kv_row(b, h, j) * self.strides[1]..][..width]
    }

    fn kv_row(&self, b: usize, h: usize, j: usize) -> usize {
        let p = &self.problem;
        let head = h / (p.heads / p.kv_heads) as usize;
        (b * p.kv_heads as usize + head) * p.kv_len as usize + j
    }

    fn bias(&self, b: usize, h: usize, i: usize, j: usize) -> f32 {
        let p = &self.problem;
        if p.mask_kind == 0 {
            return 0.0;
        }
        if j >= p.mask_covered as usize {
            return f32::NEG_INFINITY;
        }
        let strides = [p.mask_batch, p.mask_head, p.mask_query];
        let row: usize = strides
            .iter()
            .zip([b, h, i])
            .map(|(&stride, at)| stride as usize * at)
            .sum();
        if p.mask_kind == MASK_BITS {
            let seen = self.mask[row + j / 32] >> (j % 32) & 1 == 1;
            return if seen { 0.0 } else { f32::NEG_INFINITY };
        }
        f32::from_bits(self.mask[row + j])
    }
}
