//! Products of a few rows with row-major keys and values. Either keeps eight sums in registers, each
//! waiting only for itself: as many as hide the time that an addition takes.

use crate::lanes::Lanes;

/// Keys that meet a query at once.
pub(super) const KEYS: usize = 8;

/// Vectors of an output that are summed at once.
const VECTORS: usize = 8;

/// So many rows of `width` numbers; where fewer are left, the last stands for those that are missing.
#[inline(always)]
pub(super) fn rows_or_last(rows: &[f32], width: usize) -> [&[f32]; KEYS] {
    let last = rows.len() / width - 1;
    std::array::from_fn(|r| &rows[r.min(last) * width..][..width])
}

/// The dot products of q and eight keys.
#[inline(always)]
pub(super) fn dots<L: Lanes>(q: &[f32], keys: [&[f32]; KEYS]) -> [[f32; 4]; 2] {
    let (q_fours, q_rest) = q.as_chunks::<4>();
    let keys = keys.map(|key| {
        let (fours, rest) = key[..q.len()].as_chunks::<4>();
        (&fours[..q_fours.len()], rest)
    });
    let mut sums = [L::splat(0.0); KEYS];
    for (step, q) in q_fours.iter().enumerate() {
        let q = L::load(q);
        for (sum, (fours, _)) in sums.iter_mut().zip(keys) {
            *sum = q.mul_add(L::load(&fours[step]), *sum);
        }
    }
    let rest = keys.map(|(_, rest)| -> f32 { q_rest.iter().zip(rest).map(|(q, k)| q * k).sum() });
    let [a, b, c, d, e, f, g, h] = sums;
    let mut dots = [[0.0; 4]; 2];
    for (half, to) in [[a, b, c, d], [e, f, g, h]].into_iter().zip(&mut dots) {
        L::sums(half).store(to);
    }
    for (dot, rest) in dots.as_flattened_mut().iter_mut().zip(rest) {
        *dot += rest;
    }
    dots
}

/// `out_r += sum_j w[r, j] v_j` for the weights of each row and `values [keys, width]`; out is
/// `[rows, width]`. The values of 32 columns are read by all rows before those of the next.
pub(super) fn add_rows<'w, L: Lanes>(
    weights: impl Iterator<Item = &'w [f32]> + Clone,
    values: &[f32],
    width: usize,
    out: &mut [f32],
) {
    let mut start = 0;
    while start < width {
        let left = width - start;
        let rows = weights.clone().zip(out.chunks_exact_mut(width));
        let taken = match left {
            0..4 => left,
            4..16 => 4,
            16..32 => 16,
            _ => 4 * VECTORS,
        };
        for (weights, out) in rows {
            let out = &mut out[start..start + taken];
            let values = || {
                values
                    .chunks_exact(width)
                    .map(|value| &value[start..start + taken])
            };
            match taken {
                32 => add_columns::<L, VECTORS>(weights, values(), out),
                16 => add_columns::<L, 4>(weights, values(), out),
                4 => add_columns::<L, 1>(weights, values(), out),
                _ => add_numbers(weights, values(), out),
            }
        }
        start += taken;
    }
}

/// N vectors of one row.
#[inline(always)]
fn add_columns<'v, L: Lanes, const N: usize>(
    weights: &[f32],
    values: impl Iterator<Item = &'v [f32]>,
    out: &mut [f32],
) {
    let out: &mut [[f32; 4]; N] = out.as_chunks_mut().0.first_chunk_mut().expect("N vectors");
    let mut sums = out.map(|four| L::load(&four));
    for (&weight, value) in weights.iter().zip(values) {
        let value: &[[f32; 4]; N] = value.as_chunks().0.first_chunk().expect("N vectors");
        let weight = L::splat(weight);
        for (sum, four) in sums.iter_mut().zip(value) {
            *sum = weight.mul_add(L::load(four), *sum);
        }
    }
    for (sum, four) in sums.into_iter().zip(out) {
        sum.store(four);
    }
}

/// Fewer numbers than a vector holds.
fn add_numbers<'v>(weights: &[f32], values: impl Iterator<Item = &'v [f32]>, out: &mut [f32]) {
    for (&weight, value) in weights.iter().zip(values) {
        for (x, &v) in out.iter_mut().zip(value) {
            *x += weight * v;
        }
    }
}
