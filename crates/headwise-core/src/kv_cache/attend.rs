//! One query over a cache.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use super::{Rows, refuse};
use crate::online_softmax::RowState;
use crate::rows::dot;
use crate::{AttentionError, ErrorCode, Real};

/// Attention of one token's queries `[heads, head_dim]` over every row that a cache holds: its output
/// `[heads, value_dim]` and log-sum-exp `[heads]`. The scale is `1 / sqrt(head_dim)` unless given.
///
/// A row at a time through the recurrence of [`crate::online_softmax`]: nothing but {m, l, O} is kept,
/// wherever the rows lie. Caches differ in that alone, so all of them are read through one function.
///
/// # Errors
/// `shape-mismatch` when the widths differ, `heads-do-not-divide` when the cache's heads do not divide
/// the query's, `bad-setting` when the scale is not finite.
pub fn attend<T: Real>(
    queries: ArrayView2<'_, T>,
    rows: &dyn Rows<T>,
    scale: Option<T>,
) -> Result<(Array2<T>, Array1<T>), AttentionError> {
    let (heads, head_dim) = queries.dim();
    let shape = rows.shape();
    let [q, k] = [[heads, head_dim], [shape.kv_heads, shape.head_dim]];
    if head_dim != shape.head_dim {
        let message = "queries must be as wide as the cache's keys";
        return Err(refuse(ErrorCode::ShapeMismatch, &q, &k, message));
    }
    if !divides(shape.kv_heads, heads) {
        let message = "the heads of the cache must divide the heads of the query";
        return Err(refuse(ErrorCode::HeadsDoNotDivide, &q, &k, message));
    }
    let scale = scale.unwrap_or_else(|| T::from_f64(1.0 / (head_dim.max(1) as f64).sqrt()));
    if !scale.is_finite() {
        let message = "the scale must be finite";
        return Err(refuse(ErrorCode::BadSetting, &q, &k, message));
    }
    let mut out = Array2::zeros((heads, shape.value_dim));
    let mut lse = Array1::from_elem(heads, T::neg_infinity());
    for (head, query) in queries.outer_iter().enumerate() {
        let kv_head = head / (heads / shape.kv_heads);
        let mut state = RowState::new(shape.value_dim);
        for index in 0..rows.len() {
            let score = dot(query, &*rows.key(kv_head, index)) * scale;
            let value = rows.value(kv_head, index);
            let value = ArrayView1::from(&*value).insert_axis(Axis(0));
            state.step(ArrayView1::from(&[score]), value);
        }
        let (row, sum) = state.finish();
        for (at, &x) in row.iter().enumerate() {
            out[[head, at]] = x;
        }
        lse[head] = sum;
    }
    Ok((out, lse))
}

/// Whether so many key heads can be shared out among the query heads; none only among none.
fn divides(kv_heads: usize, heads: usize) -> bool {
    heads.checked_rem(kv_heads).unwrap_or(heads) == 0
}
