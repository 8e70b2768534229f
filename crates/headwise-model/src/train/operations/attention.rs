//! Causal softmax attention of every head.
//!
//! ```text
//! S = scale Q K^T,  P = softmax(S),  O = gate P V
//! d gate = sum of dO P V,  dP = gate dO V^T,  dV = gate P^T dO
//! dS = P (dP - rowsum(P dP)),  dQ = scale dS K,  dK = scale dS^T Q
//! ```

use headwise_core::Real;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, Array4, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis, Slice};

/// Sizes and options of the attention of one layer.
#[derive(Clone, Copy, Debug)]
pub(in crate::train) struct Heads {
    pub(in crate::train) batch: usize,
    /// Tokens of each text.
    pub(in crate::train) len: usize,
    /// h.
    pub(in crate::train) heads: usize,
    /// g, which divides h.
    pub(in crate::train) kv_heads: usize,
    pub(in crate::train) head_dim: usize,
    pub(in crate::train) scale: f64,
    /// A query sees so many of the last keys, its own included.
    pub(in crate::train) window: Option<usize>,
}

/// Output `[batch n, heads head_dim]`, before any gate, and weights `[batch, heads, n, n]`.
#[derive(Clone, Debug)]
pub(in crate::train) struct Attended<T> {
    pub(in crate::train) out: Array2<T>,
    pub(in crate::train) weights: Array4<T>,
}

/// Of Q, K and V side by side: `qkv [batch n, (heads + 2 kv_heads) head_dim]`.
pub(in crate::train) fn forward<T: Real>(sizes: &Heads, qkv: ArrayView2<'_, T>) -> Attended<T> {
    let Heads {
        batch, len, heads, ..
    } = *sizes;
    let mut out = Array2::zeros((batch * len, heads * sizes.head_dim));
    let mut weights = Array4::zeros((batch, heads, len, len));
    for b in 0..batch {
        for h in 0..heads {
            let [q, k, v] = sizes.parts(h).map(|part| block(qkv, sizes, b, part));
            let mut own = weights
                .index_axis_mut(Axis(0), b)
                .index_axis_move(Axis(0), h);
            general_mat_mul(T::from_f64(sizes.scale), &q, &k.t(), T::zero(), &mut own);
            sizes.softmax(own.view_mut());
            let mut out = block_mut(&mut out, sizes, b, h);
            general_mat_mul(T::one(), &own, &v, T::zero(), &mut out);
        }
    }
    Attended { out, weights }
}

/// Multiplies each head's columns of `out` by its gate, `gates [heads]`.
pub(in crate::train) fn gate<T: Real>(
    sizes: &Heads,
    gates: ArrayView1<'_, T>,
    out: ArrayView2<'_, T>,
) -> Array2<T> {
    let (mut gated, dim) = (out.to_owned(), sizes.head_dim);
    for (h, &gate) in gates.iter().enumerate() {
        let mut own = gated.slice_axis_mut(Axis(1), Slice::from(h * dim..(h + 1) * dim));
        own *= gate;
    }
    gated
}

/// Gives dQ, dK and dV side by side, and adds to `d_gates`.
pub(in crate::train) fn backward<T: Real>(
    sizes: &Heads,
    qkv: ArrayView2<'_, T>,
    attended: &Attended<T>,
    gates: ArrayView1<'_, T>,
    d_gated: ArrayView2<'_, T>,
    mut d_gates: ArrayViewMut1<'_, T>,
) -> Array2<T> {
    let mut d_qkv = Array2::zeros(qkv.dim());
    let mut d_scores = Array2::zeros((sizes.len, sizes.len));
    let scale = T::from_f64(sizes.scale);
    for b in 0..sizes.batch {
        for h in 0..sizes.heads {
            let parts = sizes.parts(h);
            let [q, k, v] = parts.map(|part| block(qkv, sizes, b, part));
            let d_out = block(d_gated, sizes, b, h);
            let out = block(attended.out.view(), sizes, b, h);
            d_gates[h] += (&d_out * &out).sum();

            let weights = attended
                .weights
                .index_axis(Axis(0), b)
                .index_axis_move(Axis(0), h);
            let gate = gates[h];
            // K and V of a group are shared: their heads add up.
            let mut d_v = block_mut(&mut d_qkv, sizes, b, parts[2]);
            general_mat_mul(gate, &weights.t(), &d_out, T::one(), &mut d_v);
            general_mat_mul(gate, &d_out, &v.t(), T::zero(), &mut d_scores);
            for (mut row, weights) in d_scores.rows_mut().into_iter().zip(weights.rows()) {
                let mean = row.dot(&weights);
                row.zip_mut_with(&weights, |cell, &weight| *cell = weight * (*cell - mean));
            }
            let mut d_q = block_mut(&mut d_qkv, sizes, b, parts[0]);
            general_mat_mul(scale, &d_scores, &k, T::zero(), &mut d_q);
            let mut d_k = block_mut(&mut d_qkv, sizes, b, parts[1]);
            general_mat_mul(scale, &d_scores.t(), &q, T::one(), &mut d_k);
        }
    }
    d_qkv
}

impl Heads {
    /// The number, among all heads of Q, K and V side by side, of those that query head h uses.
    fn parts(&self, h: usize) -> [usize; 3] {
        let kv = h / (self.heads / self.kv_heads);
        [h, self.heads + kv, self.heads + self.kv_heads + kv]
    }

    /// Each row over the keys that its query sees; 0 elsewhere.
    fn softmax<T: Real>(&self, mut scores: ArrayViewMut2<'_, T>) {
        for (i, mut row) in scores.rows_mut().into_iter().enumerate() {
            let first = self
                .window
                .map_or(0, |window| (i + 1).saturating_sub(window));
            row.slice_axis_mut(Axis(0), Slice::from(..first))
                .fill(T::zero());
            row.slice_axis_mut(Axis(0), Slice::from(i + 1..))
                .fill(T::zero());
            let mut seen = row.slice_axis_mut(Axis(0), Slice::from(first..=i));
            let most = seen.fold(T::neg_infinity(), |most, &score| most.max(score));
            seen.mapv_inplace(|score| (score - most).exp());
            let sum = seen.sum();
            seen /= sum;
        }
    }
}

/// Rows of text b, columns of head `part`.
fn block<'a, T>(
    mut x: ArrayView2<'a, T>,
    sizes: &Heads,
    b: usize,
    part: usize,
) -> ArrayView2<'a, T> {
    let Heads { len, head_dim, .. } = *sizes;
    x.slice_axis_inplace(Axis(0), Slice::from(b * len..(b + 1) * len));
    x.slice_axis_inplace(Axis(1), Slice::from(part * head_dim..(part + 1) * head_dim));
    x
}

/// The same to write to.
fn block_mut<'a, T>(
    x: &'a mut Array2<T>,
    sizes: &Heads,
    b: usize,
    part: usize,
) -> ArrayViewMut2<'a, T> {
    let Heads { len, head_dim, .. } = *sizes;
    let mut x = x.view_mut();
    x.slice_axis_inplace(Axis(0), Slice::from(b * len..(b + 1) * len));
    x.slice_axis_inplace(Axis(1), Slice::from(part * head_dim..(part + 1) * head_dim));
    x
}
