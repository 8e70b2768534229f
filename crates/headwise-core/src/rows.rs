//! Rows: one of a four-axis array, and what is done with them.
//!
//! Products and sums by hand, since ndarray's also unroll and broadcast: a trace has no use for that, and
//! readers download it. ndarray's `s!` macro expands to code that `forbid(unsafe_code)` refuses, hence by hand.

use crate::Real;
use ndarray::{ArrayView1, ArrayView4, ArrayViewMut1, ArrayViewMut4, Axis};

/// `view[b, h, i, ..]`.
pub(crate) fn row<'a, T>(view: &ArrayView4<'a, T>, [b, h, i]: [usize; 3]) -> ArrayView1<'a, T> {
    (*view)
        .index_axis_move(Axis(0), b)
        .index_axis_move(Axis(0), h)
        .index_axis_move(Axis(0), i)
}

/// `view[b, h, i, ..]`, to write.
pub(crate) fn row_mut<'a, T>(
    view: ArrayViewMut4<'a, T>,
    [b, h, i]: [usize; 3],
) -> ArrayViewMut1<'a, T> {
    view.index_axis_move(Axis(0), b)
        .index_axis_move(Axis(0), h)
        .index_axis_move(Axis(0), i)
}

/// Partial sums, so that rounding adds up over an eighth of the terms.
const SUMS: usize = 8;

/// The sum of the terms.
pub(crate) fn total<T: Real>(terms: impl Iterator<Item = T>) -> T {
    let mut sums = [T::zero(); SUMS];
    for (place, term) in terms.enumerate() {
        sums[place % SUMS] += term;
    }
    sums.into_iter().fold(T::zero(), |all, sum| all + sum)
}

/// The sum of the products.
pub(crate) fn dot<'a, T: Real>(
    left: impl IntoIterator<Item = &'a T>,
    right: impl IntoIterator<Item = &'a T>,
) -> T {
    total(
        left.into_iter()
            .zip(right)
            .map(|(&left, &right)| left * right),
    )
}

/// Adds `factor` times the other row.
pub(crate) fn add_scaled<'a, T: Real>(
    row: impl IntoIterator<Item = &'a mut T>,
    factor: T,
    other: impl IntoIterator<Item = &'a T>,
) {
    for (sum, &x) in row.into_iter().zip(other) {
        *sum += factor * x;
    }
}
