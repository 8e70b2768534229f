//! Eight rows, one in each lane: maxima and sums go down the tile, and no lane is ever added to another.

use std::{f32, f64};

use crate::exp2::{Shifted, exp2, exp2_one};
use crate::lanes::Lanes;
use crate::pack::{Row8, WIDTH};

/// m and l of the rows of a strip, whose O is held elsewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StripState {
    /// m: the largest score so far, -inf before the first visible one.
    max: [f32; WIDTH],
    /// l, relative to the origin of m.
    sum: Row8,
}

/// The state before any key.
impl Default for StripState {
    fn default() -> Self {
        Self {
            max: [f32::NEG_INFINITY; WIDTH],
            sum: Row8::default(),
        }
    }
}

impl StripState {
    /// Takes in the scores of some keys, a key in each row: replaces each by its weight and rescales
    /// `out`, the strip's O so far, a column in each row.
    #[inline(always)]
    pub(crate) fn step<L: Lanes>(&mut self, scores: &mut [Row8], out: &mut [Row8]) {
        self.raise::<L>(&largest::<L>(scores), out);
        let origins = self.max.map(Origin::of);
        let near = origins.iter().all(|origin| origin.score == 0.0);
        let (origins, _) = origins.as_chunks::<4>();
        // Half a strip at a time, so that what stays the same fits the registers beside the polynomial.
        for (half, sum) in self.sum.0.iter_mut().enumerate() {
            let powers = origins[half].map(|origin| origin.power);
            let more = if near {
                let shifted = Shifted::<L>::new(&powers);
                weigh::<L>(scores, half, |score| shifted.exp(score))
            } else {
                let [score, power] =
                    [origins[half].map(|origin| origin.score), powers].map(|x| L::load(&x));
                let unit = L::splat(f32::consts::LOG2_E);
                weigh::<L>(scores, half, |s| exp2(s.sub(score).mul(unit).sub(power)))
            };
            L::load(sum).add(more).store(sum);
        }
    }

    /// Brings m up to date, and l and O with it where their origin moves.
    #[inline(always)]
    fn raise<L: Lanes>(&mut self, largest: &Row8, out: &mut [Row8]) {
        let mut factors = Row8([[1.0; 4]; 2]);
        let mut moved = false;
        for (lane, max) in self.max.iter_mut().enumerate() {
            let new = largest.get(lane);
            if new > *max {
                // Before the first visible key l and O are zeros, or NaN for good.
                if *max > f32::NEG_INFINITY {
                    let exponent = Origin::of(*max).above(Origin::of(new));
                    *factors.at(lane) = exp2_one::<L>(exponent);
                    moved |= exponent != 0.0;
                }
                *max = new;
            }
        }
        if moved {
            let [low, high] = factors.0.map(|four| L::load(&four));
            for row in std::iter::once(&mut self.sum).chain(out) {
                L::load(&row.0[0]).mul(low).store(&mut row.0[0]);
                L::load(&row.0[1]).mul(high).store(&mut row.0[1]);
            }
        }
    }

    /// Divides `out`, the strip's O, by l: only columns of rows that have seen a key are of use then.
    #[inline(always)]
    pub(crate) fn divide<L: Lanes>(&self, out: &mut [Row8]) {
        let [low, high] = self.sum.0.map(|four| L::load(&four));
        for row in out {
            L::load(&row.0[0]).div(low).store(&mut row.0[0]);
            L::load(&row.0[1]).div(high).store(&mut row.0[1]);
        }
    }

    /// The log-sum-exp `m + ln l` of the row in `lane`; none when no key was visible.
    pub(crate) fn log_sum_exp(&self, lane: usize) -> Option<f32> {
        let sum = self.sum.get(lane);
        let Origin { score, power } = Origin::of(self.max[lane]);
        let origin = f64::from(score) + f64::from(power) * f64::consts::LN_2;
        // The largest visible score weighs at least 2^-1/2, so l is 0 only where there was none.
        (sum != 0.0).then(|| (origin + f64::from(sum.ln())) as f32)
    }
}

/// What the scores of a row are compared with: weights are `exp(s - score) / 2^power`.
///
/// As a rule score is 0 and power the integer next to m log2 e. Then every score needs one operation
/// less, and where m moves, l and O are multiplied by a power of two, which rounds nothing. Beyond 2^20,
/// where an f32 leaves the fraction of a score few bits, score is m and power 0.
#[derive(Clone, Copy, Debug)]
struct Origin {
    score: f32,
    power: f32,
}

impl Origin {
    const FAR: f32 = 1_048_576.0;

    fn of(max: f32) -> Self {
        if max.abs() <= Self::FAR {
            Self {
                score: 0.0,
                power: (max * f32::consts::LOG2_E).round_ties_even(),
            }
        } else {
            Self {
                // -inf where nothing was seen.
                score: if max == f32::NEG_INFINITY { 0.0 } else { max },
                power: 0.0,
            }
        }
    }

    /// log2 of what turns weights relative to this origin into those relative to `new`.
    fn above(self, new: Self) -> f32 {
        let scores = f64::from(self.score) - f64::from(new.score);
        let powers = f64::from(self.power) - f64::from(new.power);
        (scores * f64::consts::LOG2_E + powers) as f32
    }
}

/// The largest score of each lane, -inf of none. With a NaN among them it may be any number: see
/// [`Lanes::max`].
#[inline(always)]
fn largest<L: Lanes>(scores: &[Row8]) -> Row8 {
    // Two chains of comparisons a lane, since each waits for the last.
    let mut most = [L::splat(f32::NEG_INFINITY); 4];
    let (pairs, rest) = scores.as_chunks::<2>();
    for [a, b] in pairs {
        for (most, four) in most.iter_mut().zip([a.0[0], a.0[1], b.0[0], b.0[1]]) {
            *most = most.max(L::load(&four));
        }
    }
    for row in rest {
        for (most, four) in most.iter_mut().zip(row.0) {
            *most = most.max(L::load(&four));
        }
    }
    let [a, b, c, d] = most;
    let mut largest = Row8::default();
    a.max(c).store(&mut largest.0[0]);
    b.max(d).store(&mut largest.0[1]);
    largest
}

/// Replaces each score of half the lanes by its weight and returns their sums.
#[inline(always)]
fn weigh<L: Lanes>(scores: &mut [Row8], half: usize, weight: impl Fn(L) -> L) -> L {
    let mut sum = L::splat(0.0);
    for row in scores {
        let four = &mut row.0[half];
        let weight = weight(L::load(four));
        weight.store(four);
        sum = sum.add(weight);
    }
    sum
}
