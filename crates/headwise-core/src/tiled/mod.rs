//! Attention tile by tile: the whole score matrix is never held.
//!
//! ```text
//! for each batch entry, head and tile of B_r queries:       one block, independent of the others
//!     m, l, O = -inf, 0, 0
//!     for each tile of B_c keys:
//!         S = mask(cap(scale Q K^T))                        [B_r, B_c]
//!         step m, l, O over S and V                         see online_softmax
//!     write O / l and m + ln l
//! ```
//!
//! The loop order of FlashAttention-2 (Dao 2023, section 3.1). It departs from the paper in leaving
//! out tiles in which every cell is hidden, by whatever mask. Memory beyond the output is
//! O(B_r (B_c + d_v)). Results agree with [`crate::reference`] up to rounding, NaN and infinities
//! included; of its intermediates only `out` and `lse` are produced.

mod block;
mod observer;
mod problem;

use ndarray::{Array3, Array4, ArrayView4};

use crate::{AttentionError, Options, Real};

pub use observer::{Observer, Tile};
pub use problem::{Problem, TileSizes};

/// Attention of q, k and v, shaped as in [`crate::reference::attention`]: the output
/// `[batch, heads, q_len, value_dim]` and the log-sum-exp `[batch, heads, q_len]`.
///
/// ```
/// use headwise_core::{Options, tiled};
/// use ndarray::Array4;
///
/// let x = Array4::<f32>::ones((1, 2, 5, 3));
/// let sizes = tiled::TileSizes { rows: 2, cols: 2 };
/// let (out, lse) = tiled::attention(x.view(), x.view(), x.view(), &Options::default(), sizes, &mut ())?;
/// assert_eq!(out, x); // equal keys have equal weights
/// assert_eq!(lse.dim(), (1, 2, 5));
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
///
/// # Errors
/// Those of [`Problem::new`].
pub fn attention<T: Real>(
    q: ArrayView4<'_, T>,
    k: ArrayView4<'_, T>,
    v: ArrayView4<'_, T>,
    options: &Options<'_, T>,
    sizes: TileSizes,
    observer: &mut impl Observer<T>,
) -> Result<(Array4<T>, Array3<T>), AttentionError> {
    let problem = Problem::new(q.reborrow(), k.reborrow(), v.reborrow(), options, sizes)?;
    let (mut out, mut lse) = problem.allocate();
    for block in 0..problem.blocks() {
        problem.run_block(block, &mut out, &mut lse, observer);
    }
    Ok((out, lse))
}
