//! The seven sizes of an attention problem, validated once.

use crate::{AttentionError, ErrorCode};

/// The sizes of `q [batch, heads, q_len, head_dim]`, `k [batch, kv_heads, kv_len, head_dim]` and
/// `v [batch, kv_heads, kv_len, value_dim]`.
///
/// Any size may be 0. A value of this type has passed its checks: `kv_heads` divides `heads`, and
/// each of q, k, v and the output fits the address space at 8 bytes an element.
///
/// ```
/// use headwise_core::Dims;
///
/// // Grouped queries: 8 query heads share 2 key heads, 4 to a group.
/// let dims = Dims::from_shapes(&[1, 8, 5, 64], &[1, 2, 9, 64], &[1, 2, 9, 32])?;
/// assert_eq!(dims.kv_head(3), 0);
/// assert_eq!(dims.kv_head(4), 1);
/// assert_eq!(dims.out_shape(), [1, 8, 5, 32]);
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dims {
    /// Independent problems.
    pub batch: usize,
    /// Query heads, h.
    pub heads: usize,
    /// Key and value heads, g: h is multi-head, 1 is multi-query, between them grouped-query
    /// attention (Ainslie et al. 2023).
    pub kv_heads: usize,
    /// Queries, n.
    pub q_len: usize,
    /// Keys and values, m.
    pub kv_len: usize,
    /// Width of a query and a key, d_k.
    pub head_dim: usize,
    /// Width of a value and an output, d_v.
    pub value_dim: usize,
}

impl Dims {
    /// Reads the sizes off the shapes of q, k and v, each `[batch, heads, len, dim]`.
    ///
    /// # Errors
    /// `shape-mismatch` when a rank is not 4 or batches, lengths or widths disagree,
    /// `heads-do-not-divide` when k's heads do not divide q's, `too-large` when the output overflows.
    pub fn from_shapes(q: &[usize], k: &[usize], v: &[usize]) -> Result<Self, AttentionError> {
        let mismatch = |left: &[usize], right: &[usize], message: &str| {
            Err(AttentionError::attention(
                ErrorCode::ShapeMismatch,
                left,
                right,
                message,
            ))
        };
        let (&[batch, heads, q_len, head_dim], &[k_batch, kv_heads, kv_len, k_dim]) = (q, k) else {
            return mismatch(q, k, "q and k must have four axes: batch, heads, len, dim");
        };
        let &[v_batch, v_heads, v_len, value_dim] = v else {
            return mismatch(k, v, "v must have four axes: batch, heads, len, dim");
        };
        if batch != k_batch {
            return mismatch(q, k, "q and k must have the same batch size");
        }
        if head_dim != k_dim {
            return mismatch(q, k, "q and k must have the same head_dim");
        }
        if (k_batch, kv_heads, kv_len) != (v_batch, v_heads, v_len) {
            return mismatch(k, v, "k and v must agree in batch, heads and length");
        }
        let divides = if kv_heads == 0 {
            heads == 0
        } else {
            heads.is_multiple_of(kv_heads)
        };
        if !divides {
            let message = "the heads of k must divide the heads of q";
            return Err(AttentionError::attention(
                ErrorCode::HeadsDoNotDivide,
                q,
                k,
                message,
            ));
        }
        let dims = Self {
            batch,
            heads,
            kv_heads,
            q_len,
            kv_len,
            head_dim,
            value_dim,
        };
        for shape in [q, k, v, &dims.out_shape()] {
            check_size("attention", shape)?;
        }
        Ok(dims)
    }

    /// The key head that query head `head` reads: consecutive query heads share one.
    pub fn kv_head(&self, head: usize) -> usize {
        head / (self.heads / self.kv_heads)
    }

    /// `[batch, heads, q_len, head_dim]`.
    pub fn q_shape(&self) -> [usize; 4] {
        [self.batch, self.heads, self.q_len, self.head_dim]
    }

    /// `[batch, kv_heads, kv_len, head_dim]`.
    pub fn k_shape(&self) -> [usize; 4] {
        [self.batch, self.kv_heads, self.kv_len, self.head_dim]
    }

    /// `[batch, kv_heads, kv_len, value_dim]`.
    pub fn v_shape(&self) -> [usize; 4] {
        [self.batch, self.kv_heads, self.kv_len, self.value_dim]
    }

    /// `[batch, heads, q_len, value_dim]`.
    pub fn out_shape(&self) -> [usize; 4] {
        [self.batch, self.heads, self.q_len, self.value_dim]
    }

    /// `[batch, heads, q_len]`.
    pub fn lse_shape(&self) -> [usize; 3] {
        [self.batch, self.heads, self.q_len]
    }

    /// `[batch, heads, q_len, kv_len]`, which only the reference ever holds whole.
    pub fn scores_shape(&self) -> [usize; 4] {
        [self.batch, self.heads, self.q_len, self.kv_len]
    }
}

/// Refuses a shape whose elements, at 8 bytes each, exceed what one allocation may hold.
///
/// # Errors
/// `too-large`.
pub(crate) fn check_size(operation: &'static str, shape: &[usize]) -> Result<(), AttentionError> {
    const LARGEST: usize = isize::MAX as usize / size_of::<f64>();
    // Zero sizes count as one: ndarray refuses shapes whose other axes overflow.
    let elements = shape
        .iter()
        .try_fold(1_usize, |product, &size| product.checked_mul(size.max(1)));
    match elements {
        Some(count) if count <= LARGEST => Ok(()),
        _ => {
            let message = "the tensor does not fit the address space";
            Err(AttentionError::new(
                ErrorCode::TooLarge,
                operation,
                shape,
                &[LARGEST],
                message,
            ))
        }
    }
}
