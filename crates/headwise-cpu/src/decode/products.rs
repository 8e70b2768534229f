//! Products of a few rows with row-major keys and values.
//!
//! Either keeps eight sums in registers, as many as hide the time that an addition takes, and adds to
//! each once in a round of its inner loop: LLVM's WebAssembly backend loads everything that a sum takes
//! in before the first addition, and with more than that the registers overflow. Memory is read in
//! its order, from few places at a time: from eight rows at once it comes at two thirds of the speed.

use crate::lanes::Lanes;

/// Keys that meet a query at once.
const KEYS: usize = 4;

/// Vectors of an output that are summed at once.
const VECTORS: usize = 8;

/// Keys or values that all rows meet, one after the other, before the next: the first-level cache holds
/// them.
const RUN: usize = 32;

/// `scores_r[j] = q_r . k_j` for `q [rows, width]` and `keys [count, width]`, into the scores of each row,
/// for which there is room up to a multiple of [`KEYS`].
pub(super) fn score_rows<L: Lanes>(
    q: &[f32],
    keys: &[f32],
    width: usize,
    scores: &mut [f32],
    stride: usize,
) {
    for (run, keys) in keys.chunks(RUN * width).enumerate() {
        let rows = q.chunks_exact(width).zip(scores.chunks_exact_mut(stride));
        for (q, scores) in rows {
            score_run::<L>(q, keys, &mut scores[run * RUN..]);
        }
    }
}

// A function of its own: engines give out registers by function, and run out of them in a large one.
#[inline(never)]
fn score_run<L: Lanes>(q: &[f32], keys: &[f32], scores: &mut [f32]) {
    let (scores, _) = scores.as_chunks_mut();
    let groups = keys.chunks_exact(KEYS * q.len());
    let rest = groups.remainder();
    let whole = groups.len();
    for (keys, scores) in groups.zip(&mut *scores) {
        *scores = dots::<L>(q, std::array::from_fn(|r| &keys[r * q.len()..][..q.len()]));
    }
    if !rest.is_empty() {
        // The last key stands for those that are missing.
        let last = rest.len() / q.len() - 1;
        let keys = std::array::from_fn(|r| &rest[r.min(last) * q.len()..][..q.len()]);
        scores[whole] = dots::<L>(q, keys);
    }
}

/// The dot products of q and four keys.
#[inline(always)]
fn dots<L: Lanes>(q: &[f32], keys: [&[f32]; KEYS]) -> [f32; KEYS] {
    let (q_fours, q_rest) = q.as_chunks::<4>();
    let (q_pairs, q_last) = q_fours.as_chunks::<2>();
    let keys = keys.map(|key| {
        let (fours, rest) = key[..q.len()].as_chunks::<4>();
        let (pairs, last) = fours.as_chunks::<2>();
        (&pairs[..q_pairs.len()], &last[..q_last.len()], rest)
    });
    let mut sums = [[L::splat(0.0); 2]; KEYS];
    for (step, q) in q_pairs.iter().enumerate() {
        let q = q.map(|four| L::load(&four));
        for (sums, (pairs, ..)) in sums.iter_mut().zip(keys) {
            for ((sum, q), four) in sums.iter_mut().zip(q).zip(&pairs[step]) {
                *sum = q.mul_add(L::load(four), *sum);
            }
        }
    }
    for (at, q) in q_last.iter().enumerate() {
        let q = L::load(q);
        for ([sum, _], (_, last, _)) in sums.iter_mut().zip(keys) {
            *sum = q.mul_add(L::load(&last[at]), *sum);
        }
    }
    let mut dots = [0.0; KEYS];
    L::sums(sums.map(|[even, odd]| even.add(odd))).store(&mut dots);
    for (dot, (.., rest)) in dots.iter_mut().zip(keys) {
        *dot += q_rest.iter().zip(rest).map(|(q, k)| q * k).sum::<f32>();
    }
    dots
}

/// `out_r += sum_j w[r, j] v_j` for the weights of each row, at least as many as there are keys, and
/// `values [keys, width]`; out is `[rows, width]`.
pub(super) fn add_rows<'w, L: Lanes>(
    weights: impl Iterator<Item = &'w [f32]> + Clone,
    values: &[f32],
    width: usize,
    out: &mut [f32],
) {
    if width == 0 {
        return;
    }
    for (run, values) in values.chunks(RUN * width).enumerate() {
        for (weights, out) in weights.clone().zip(out.chunks_exact_mut(width)) {
            add_run::<L>(&weights[run * RUN..], values, out);
        }
    }
}

/// The same of one row and a few keys, 32 columns at a time.
#[inline(never)]
fn add_run<L: Lanes>(weights: &[f32], values: &[f32], out: &mut [f32]) {
    let width = out.len();
    let mut start = 0;
    while start < width {
        let left = width - start;
        let taken = match left {
            0..4 => left,
            4..16 => 4,
            16..32 => 16,
            _ => 4 * VECTORS,
        };
        let own = start..start + taken;
        let values = values.chunks_exact(width).map(|value| &value[own.clone()]);
        let out = &mut out[own.clone()];
        match taken {
            32 => add_columns::<L, VECTORS>(weights, values, out),
            16 => add_columns::<L, 4>(weights, values, out),
            4 => add_columns::<L, 1>(weights, values, out),
            _ => add_numbers(weights, values, out),
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
