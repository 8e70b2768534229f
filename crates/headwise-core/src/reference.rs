//! Attention as its formula: the oracle that every faster version is judged against.
//!
//! `A = softmax(mask(cap(scale Q K^T)))`, `O = A V` (Vaswani et al. 2017, equation 1; softcap and
//! the order of softcap and mask as in ONNX's Attention-23). It holds every intermediate, so its
//! memory is O(q_len * kv_len): see [`crate::tiled`] for the one that does not.
//!
//! Infinities and NaN: a hidden key takes no part, whatever its score or value. A row without a
//! visible key has output 0, weights 0 and `lse = -inf`. A NaN or +inf score of a key that is seen
//! makes its row NaN, as arithmetic would.

use ndarray::{Array3, Array4, ArrayView4, ArrayViewMut1, Axis};

use crate::dims::check_size;
use crate::online_softmax::larger;
use crate::rows::{row, row_mut};
use crate::{AttentionError, Dims, Options, Real, Scoring};

/// Everything that attention computes on the way, in order.
#[derive(Clone, Debug)]
pub struct Intermediates<T> {
    /// `scale (q . k)`, `[batch, heads, q_len, kv_len]`.
    pub scaled: Array4<T>,
    /// `c tanh(scaled / c)`; the same as `scaled` without a softcap. Shape of `scaled`.
    pub capped: Array4<T>,
    /// With the mask's bias added, -inf where the key is hidden. Shape of `scaled`.
    pub masked: Array4<T>,
    /// Each row's softmax. Shape of `scaled`.
    pub weights: Array4<T>,
    /// `weights v`, `[batch, heads, q_len, value_dim]`.
    pub out: Array4<T>,
    /// `ln sum_j exp(masked_j)` of each row, `[batch, heads, q_len]`.
    pub lse: Array3<T>,
}

/// Attention of `q [batch, heads, q_len, head_dim]` over `k [batch, kv_heads, kv_len, head_dim]` and
/// `v [batch, kv_heads, kv_len, value_dim]`.
///
/// ```
/// use headwise_core::{Options, reference};
/// use ndarray::array;
///
/// let x = array![[[[1.0, 0.0], [0.0, 1.0]]]];
/// let causal = Options { causal: true, ..Options::default() };
/// let run = reference::attention(x.view(), x.view(), x.view(), &causal)?;
/// assert_eq!(run.weights[[0, 0, 0, 1]], 0.0); // the first word does not see the second
/// assert_eq!(run.out[[0, 0, 0, 0]], 1.0); // so it keeps its own value
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
///
/// # Errors
/// Those of [`Dims::from_shapes`] and [`Scoring::new`]; `too-large` when the scores overflow.
pub fn attention<T: Real>(
    q: ArrayView4<'_, T>,
    k: ArrayView4<'_, T>,
    v: ArrayView4<'_, T>,
    options: &Options<'_, T>,
) -> Result<Intermediates<T>, AttentionError> {
    let dims = Dims::from_shapes(q.shape(), k.shape(), v.shape())?;
    check_size("attention", &dims.scores_shape())?;
    let scoring = Scoring::new(&dims, options)?;

    let scaled = Array4::from_shape_fn(dims.scores_shape(), |(b, h, i, j)| {
        row(&q, [b, h, i]).dot(&row(&k, [b, dims.kv_head(h), j])) * scoring.scale()
    });
    let capped = scaled.mapv(|score| scoring.cap(score));
    let masked = Array4::from_shape_fn(dims.scores_shape(), |(b, h, i, j)| {
        scoring.masked([b, h, i, j], capped[[b, h, i, j]])
    });

    let mut weights = masked.clone();
    let mut lse = Array3::from_elem(dims.lse_shape(), T::neg_infinity());
    for (row, lse) in weights.lanes_mut(Axis(3)).into_iter().zip(&mut lse) {
        *lse = softmax(row);
    }

    let mut out = Array4::zeros(dims.out_shape());
    for ((b, h, i, j), &weight) in weights.indexed_iter() {
        // A hidden value is not multiplied by its weight 0: it may be NaN.
        if masked[[b, h, i, j]] != T::neg_infinity() {
            row_mut(out.view_mut(), [b, h, i])
                .scaled_add(weight, &row(&v, [b, dims.kv_head(h), j]));
        }
    }
    Ok(Intermediates {
        scaled,
        capped,
        masked,
        weights,
        out,
        lse,
    })
}

/// Replaces a row of scores by its softmax and returns its log-sum-exp.
///
/// Shifted by the maximum so that no exponential overflows. A row of -inf, or none, becomes zeros
/// with log-sum-exp -inf.
pub fn softmax<T: Real>(mut row: ArrayViewMut1<'_, T>) -> T {
    let max = row.iter().copied().fold(T::neg_infinity(), larger);
    if max == T::neg_infinity() {
        row.fill(T::zero());
        return max;
    }
    row.mapv_inplace(|x| (x - max).exp());
    let sum = row.sum();
    row /= sum;
    max + sum.ln()
}
