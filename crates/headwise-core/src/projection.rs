//! `X W + b`: the linear maps W_Q, W_K, W_V and W_O.

use ndarray::{Array2, ArrayView1, ArrayView2};

use crate::dims::check_size;
use crate::{AttentionError, ErrorCode, Real};

/// `x [n, d_in]` times `w [d_in, d_out]` plus, on every row, `bias [d_out]`: `[n, d_out]`.
///
/// One wide projection is h narrow ones side by side: column block i of w makes head i, see
/// [`crate::heads::split`].
///
/// ```
/// use headwise_core::projection::project;
/// use ndarray::array;
///
/// let x = array![[1.0, 2.0]];
/// let w = array![[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]];
/// let bias = array![0.5, 0.5, 0.5];
/// assert_eq!(project(x.view(), w.view(), Some(bias.view()))?, array![[1.5, 2.5, 3.5]]);
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
///
/// # Errors
/// `shape-mismatch` when w's rows are not x's columns or the bias is not as wide as w;
/// `too-large` when the result overflows.
pub fn project<T: Real>(
    x: ArrayView2<'_, T>,
    w: ArrayView2<'_, T>,
    bias: Option<ArrayView1<'_, T>>,
) -> Result<Array2<T>, AttentionError> {
    let mismatch = |left: &[usize], right: &[usize], message: &str| {
        AttentionError::new(ErrorCode::ShapeMismatch, "project", left, right, message)
    };
    if x.ncols() != w.nrows() {
        return Err(mismatch(
            x.shape(),
            w.shape(),
            "the columns of x must be the rows of w",
        ));
    }
    if let Some(bias) = bias.filter(|bias| bias.len() != w.ncols()) {
        return Err(mismatch(
            w.shape(),
            bias.shape(),
            "the bias must have one entry for each column of w",
        ));
    }
    check_size("project", &[x.nrows(), w.ncols()])?;
    let mut product = x.dot(&w);
    if let Some(bias) = bias {
        // Row by row: a sum that broadcasts is code that readers of a page would download.
        for mut row in product.outer_iter_mut() {
            row.scaled_add(T::one(), &bias);
        }
    }
    Ok(product)
}

/// `x w` of row-major slices, `[n, d_in]` times `[d_in, d_out]`, number by number in plain loops: for the
/// few rows of a sentence, where readers would wait longer for the kernel of a matrix library than for
/// the product.
///
/// ```
/// use headwise_core::projection::project_slices;
///
/// assert_eq!(project_slices(&[1.0, 2.0], &[1.0, 0.0, 0.0, 1.0], [1, 2, 2]), [1.0, 2.0]);
/// ```
///
/// # Panics
/// When a slice is not as long as `[n, d_in, d_out]` says.
pub fn project_slices<T: Real>(x: &[T], w: &[T], [n, d_in, d_out]: [usize; 3]) -> Vec<T> {
    assert!(
        x.len() == n * d_in && w.len() == d_in * d_out,
        "matrices of these sizes"
    );
    let mut product = vec![T::zero(); n * d_out];
    if d_in == 0 || d_out == 0 {
        return product;
    }
    for (x, row) in x.chunks_exact(d_in).zip(product.chunks_exact_mut(d_out)) {
        for (&x, w) in x.iter().zip(w.chunks_exact(d_out)) {
            row.iter_mut().zip(w).for_each(|(sum, &w)| *sum += x * w);
        }
    }
    product
}
