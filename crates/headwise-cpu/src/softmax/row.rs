//! One row, its scores along the lanes.

use std::f32::consts::LOG2_E;

use crate::exp2::{exp2, exp2_one};
use crate::lanes::Lanes;

/// m and l of a row whose O is held elsewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowState {
    /// m: the largest score so far, -inf before the first visible one.
    max: f32,
    /// l: the sum of `exp(score - m)`.
    sum: f32,
}

impl RowState {
    /// The state before any key.
    pub(crate) const EMPTY: Self = Self {
        max: f32::NEG_INFINITY,
        sum: 0.0,
    };

    /// Takes in a tile of scores, whose number is a multiple of 4: replaces each by its weight and
    /// rescales `out`, the row's O so far.
    #[inline(always)]
    pub(crate) fn step<L: Lanes>(&mut self, scores: &mut [f32], out: &mut [f32]) {
        let max = self.max.max(largest::<L>(scores));
        if max > self.max {
            let factor = exp2_one::<L>((self.max - max) * LOG2_E);
            self.max = max;
            self.sum *= factor;
            for x in out {
                *x *= factor;
            }
        }
        let origin = if max == f32::NEG_INFINITY { 0.0 } else { max };
        self.sum += weigh::<L>(scores, origin);
    }

    /// Divides `out`, the row's O, by l and returns the log-sum-exp `m + ln l`; zeros and -inf when no
    /// key was visible.
    pub(crate) fn finish(self, out: &mut [f32]) -> f32 {
        // The largest visible score has weight 1, so l is 0 only where there was none.
        if self.sum == 0.0 {
            out.fill(0.0);
            return f32::NEG_INFINITY;
        }
        for x in out {
            *x /= self.sum;
        }
        self.max + self.sum.ln()
    }
}

/// The largest score, -inf of none. With a NaN among them it may be any number: see [`Lanes::max`].
#[inline(always)]
fn largest<L: Lanes>(scores: &[f32]) -> f32 {
    // Four chains of comparisons, since each waits for the last.
    let (blocks, rest) = scores.as_chunks::<16>();
    let mut most = [L::splat(f32::NEG_INFINITY); 4];
    for block in blocks {
        for (most, four) in most.iter_mut().zip(block.as_chunks::<4>().0) {
            *most = most.max(L::load(four));
        }
    }
    for four in rest.as_chunks::<4>().0 {
        most[0] = most[0].max(L::load(four));
    }
    let [a, b, c, d] = most;
    a.max(b).max(c.max(d)).reduce(f32::max)
}

/// Replaces each score by `exp(score - origin)` and returns their sum.
#[inline(always)]
fn weigh<L: Lanes>(scores: &mut [f32], origin: f32) -> f32 {
    let (origin, unit) = (L::splat(origin), L::splat(LOG2_E));
    let weigh = |four: &mut [f32; 4], sum: &mut L| {
        let weight = exp2(L::load(four).sub(origin).mul(unit));
        weight.store(four);
        *sum = sum.add(weight);
    };
    let mut sums = [L::splat(0.0); 4];
    let (blocks, rest) = scores.as_chunks_mut::<16>();
    for block in blocks {
        for (sum, four) in sums.iter_mut().zip(block.as_chunks_mut::<4>().0) {
            weigh(four, sum);
        }
    }
    for four in rest.as_chunks_mut::<4>().0 {
        weigh(four, &mut sums[0]);
    }
    let [a, b, c, d] = sums;
    a.add(b).add(c.add(d)).reduce(|x, y| x + y)
}
