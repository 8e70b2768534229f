//! Values that must not be multiplied, not even by a weight of 0.
//!
//! A hidden key has weight 0, and 0 times a finite value adds nothing: the fast loops multiply all.
//! Where a value is NaN or infinite, 0 times it is NaN, so tiles that hold such a value are summed
//! here, visible keys alone. It is slow, and real models never get here.

/// Whether each score says that its key is hidden.
pub(crate) fn mark(scores: &[f32], hidden: &mut Vec<bool>) {
    hidden.clear();
    hidden.extend(scores.iter().map(|&score| score == f32::NEG_INFINITY));
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
