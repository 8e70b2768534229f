//! Attention as its formula: the oracle that every faster version is judged against.
//!
//! `A = softmax(mask(cap(scale Q K^T)))`, `O = A V` (Vaswani et al. 2017, equation 1; softcap and
//! the order of softcap and mask as in ONNX's Attention-23). It holds every intermediate, so its
//! memory is O(q_len * kv_len): see [`crate::tiled`] for the one that does not.
//!
//! Infinities and NaN: a hidden key takes no part, whatever its score or value. A row without a
//! visible key has output 0, weights 0 and `lse = -inf`. A NaN or +inf score of a key that is seen
//! makes its row NaN, as arithmetic would.

use ndarray::{Array3, Array4, ArrayView4, ArrayViewMut1};

use crate::dims::check_size;
use crate::online_softmax::larger;
use crate::rows::{add_scaled, dot, row, row_mut, total};
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

    let scores = || Array4::zeros(dims.scores_shape());
    let mut run = Intermediates {
        scaled: scores(),
        capped: scores(),
        masked: scores(),
        weights: scores(),
        out: Array4::zeros(dims.out_shape()),
        lse: Array3::zeros(dims.lse_shape()),
    };
    let [batch, heads, queries] = dims.lse_shape();
    for b in 0..batch {
        for h in 0..heads {
            for i in 0..queries {
                let query = row(&q, [b, h, i]);
                for j in 0..dims.kv_len {
                    let at = [b, h, i, j];
                    let key = row(&k, [b, dims.kv_head(h), j]);
                    run.scaled[at] = dot(query, key) * scoring.scale();
                    run.capped[at] = scoring.cap(run.scaled[at]);
                    run.masked[at] = scoring.masked(at, run.capped[at]);
                    run.weights[at] = run.masked[at];
                }
                run.lse[[b, h, i]] = softmax(row_mut(run.weights.view_mut(), [b, h, i]));
                weigh(&v, [b, dims.kv_head(h)], &mut run, [b, h, i]);
            }
        }
    }
    Ok(run)
}

/// The sum of a head's values by the weights of a query.
fn weigh<T: Real>(
    v: &ArrayView4<'_, T>,
    [b, kv_head]: [usize; 2],
    run: &mut Intermediates<T>,
    query: [usize; 3],
) {
    let masked = row(&run.masked.view(), query);
    let weights = row(&run.weights.view(), query);
    let mut out = row_mut(run.out.view_mut(), query);
    for (j, (&weight, &score)) in weights.iter().zip(&masked).enumerate() {
        // A hidden value is not multiplied by its weight 0: it may be NaN.
        if score != T::neg_infinity() {
            add_scaled(&mut out, weight, row(v, [b, kv_head, j]));
        }
    }
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
    row.iter_mut().for_each(|x| *x = (*x - max).exp());
    let sum = total(row.iter().copied());
    row.iter_mut().for_each(|x| *x /= sum);
    max + sum.ln()
}
