//! Splitting the model's width into heads and putting them back: the same numbers, indexed anew.
//!
//! Head i owns columns `i * d .. (i + 1) * d`. On a contiguous array both directions are views.

use ndarray::{ArrayView, ArrayView2, ArrayView3, ArrayView4, CowArray, Dimension, Ix2, Ix3, Ix4};

use crate::{AttentionError, ErrorCode, Real};

/// `[n, heads * d]` as `[heads, n, d]`. A view when x is contiguous in rows, a copy otherwise.
///
/// ```
/// use headwise_core::heads::{concat, split};
/// use ndarray::array;
///
/// let x = array![[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]];
/// let heads = split(x.view(), 2)?;
/// assert_eq!(heads, array![[[1.0, 2.0], [5.0, 6.0]], [[3.0, 4.0], [7.0, 8.0]]]);
/// assert!(heads.is_view());
/// assert_eq!(concat(heads.view()), x);
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
///
/// # Errors
/// `heads-do-not-divide` when heads does not divide the width.
pub fn split<T: Real>(
    x: ArrayView2<'_, T>,
    heads: usize,
) -> Result<CowArray<'_, T, Ix3>, AttentionError> {
    let (n, width) = x.dim();
    let dim = head_width(width, heads, x.shape())?;
    Ok(reshape(x, Ix3(n, heads, dim)).permuted_axes([1, 0, 2]))
}

/// `[heads, n, d]` as `[n, heads * d]`. A view when the heads still lie side by side in memory, as
/// [`split`] leaves them; a copy otherwise.
pub fn concat<T: Real>(heads: ArrayView3<'_, T>) -> CowArray<'_, T, Ix2> {
    let (count, n, dim) = heads.dim();
    reshape(heads.permuted_axes([1, 0, 2]), Ix2(n, count * dim))
}

/// `[batch, n, heads * d]` as `[batch, heads, n, d]`, as [`split`] for each batch entry.
///
/// # Errors
/// `heads-do-not-divide` when heads does not divide the width.
pub fn split_batch<T: Real>(
    x: ArrayView3<'_, T>,
    heads: usize,
) -> Result<CowArray<'_, T, Ix4>, AttentionError> {
    let (batch, n, width) = x.dim();
    let dim = head_width(width, heads, x.shape())?;
    Ok(reshape(x, Ix4(batch, n, heads, dim)).permuted_axes([0, 2, 1, 3]))
}

/// `[batch, heads, n, d]` as `[batch, n, heads * d]`, as [`concat()`] for each batch entry.
pub fn concat_batch<T: Real>(heads: ArrayView4<'_, T>) -> CowArray<'_, T, Ix3> {
    let (batch, count, n, dim) = heads.dim();
    reshape(
        heads.permuted_axes([0, 2, 1, 3]),
        Ix3(batch, n, count * dim),
    )
}

fn head_width(width: usize, heads: usize, shape: &[usize]) -> Result<usize, AttentionError> {
    if heads == 0 && width == 0 {
        return Ok(0);
    }
    if heads == 0 || !width.is_multiple_of(heads) {
        let message = "the number of heads must divide the width";
        return Err(AttentionError::new(
            ErrorCode::HeadsDoNotDivide,
            "split",
            shape,
            &[heads],
            message,
        ));
    }
    Ok(width / heads)
}

/// The same elements in row-major order under another shape with as many elements.
fn reshape<T: Real, D: Dimension, E: Dimension>(
    view: ArrayView<'_, T, D>,
    shape: E,
) -> CowArray<'_, T, E> {
    match view.clone().into_shape_with_order(shape.clone()) {
        Ok(same_memory) => same_memory.into(),
        Err(_) => {
            let copy = view.as_standard_layout().into_owned();
            copy.into_shape_with_order(shape)
                .expect("a row-major copy takes any shape of its size")
                .into()
        }
    }
}
