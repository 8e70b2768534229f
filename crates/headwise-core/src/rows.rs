//! One row of a four-axis array.
//!
//! ndarray's `s!` macro expands to code that `forbid(unsafe_code)` refuses, hence by hand.

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
