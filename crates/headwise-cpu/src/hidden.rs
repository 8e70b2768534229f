//! Values that must not be multiplied, not even by a weight of 0.
//!
//! A hidden key has weight 0, and 0 times a finite value adds nothing: the fast loops multiply all.
//! Where a value is NaN or infinite, 0 times it is NaN, so tiles that hold such a value are summed
//! here, visible keys alone. It is slow, and real models never get here.

use crate::pack::{Row8, WIDTH};

/// Whether each score says that its key is hidden.
pub(crate) fn mark(scores: &[f32], hidden: &mut Vec<bool>) {
    hidden.clear();
    hidden.extend(scores.iter().map(|&score| score == f32::NEG_INFINITY));
}

/// Whether each score of a strip says that its key is hidden from its row, `[keys, 8]`.
pub(crate) fn mark_strip(scores: &[Row8], hidden: &mut Vec<bool>) {
    hidden.clear();
    let numbers = scores.iter().flat_map(|row| row.0.as_flattened());
    hidden.extend(numbers.map(|&score| score == f32::NEG_INFINITY));
}

/// Adds `weights` times `values [keys, width]` to `out [width]`, without the keys marked in `hidden`.
pub(crate) fn accumulate_visible(
    weights: &[f32],
    hidden: &[bool],
    values: &[f32],
    width: usize,
    out: &mut [f32],
) {
    if width == 0 {
        return;
    }
    let keys = weights.iter().zip(hidden).zip(values.chunks_exact(width));
    for ((&weight, _), value) in keys.filter(|((_, hidden), _)| !**hidden) {
        for (out, &x) in out.iter_mut().zip(value) {
            *out += weight * x;
        }
    }
}

/// The same for a strip: a row in each lane of the weights and of `out`, `[width][8]` and perhaps longer.
pub(crate) fn accumulate_visible_strip(
    weights: &[Row8],
    hidden: &[bool],
    values: &[f32],
    width: usize,
    out: &mut [Row8],
) {
    if width == 0 {
        return;
    }
    let keys = weights.iter().zip(hidden.as_chunks::<WIDTH>().0);
    for ((weights, hidden), value) in keys.zip(values.chunks_exact(width)) {
        for lane in (0..WIDTH).filter(|&lane| !hidden[lane]) {
            let weight = weights.get(lane);
            for (out, &x) in out.iter_mut().zip(value) {
                *out.at(lane) += weight * x;
            }
        }
    }
}
