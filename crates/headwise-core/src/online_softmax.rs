//! The recurrence that makes a softmax computable in one pass, and attention with it.
//!
//! A row's state is its running maximum m, the sum l of exponentials relative to m, and the output O
//! weighted by the same exponentials. A tile of scores s with values v updates it:
//!
//! ```text
//! m' = max(m, max_j s_j)
//! l' = exp(m - m') l + sum_j exp(s_j - m')
//! O' = exp(m - m') O + sum_j exp(s_j - m') v_j
//! ```
//!
//! and at the end the row's output is O / l and its log-sum-exp m + ln l. (m, l): Milakov and
//! Gimelshein 2018, algorithm 3. O: Dao et al. 2022, algorithm 1, with the division put off to the
//! end as in Dao 2023, section 3.1.1.
//!
//! The code departs from the formulas where they would give NaN: before the first visible key
//! m = m' = -inf, and a hidden key (s_j = -inf) is passed over, since its value may be anything.

use ndarray::{Array1, ArrayView1, ArrayView2};

use crate::Real;
use crate::rows::add_scaled;

/// One row's `{m, l, O}`.
///
/// ```
/// use headwise_core::online_softmax::RowState;
/// use ndarray::array;
///
/// let mut row = RowState::new(1);
/// row.step(array![0.0, 0.0].view(), array![[1.0], [2.0]].view());
/// row.step(array![f64::NEG_INFINITY].view(), array![[f64::NAN]].view()); // hidden: never read
/// let (out, lse) = row.finish();
/// assert_eq!(out, array![1.5]);
/// assert_eq!(lse, 2.0_f64.ln());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RowState<T> {
    /// m: the largest score so far, -inf before the first visible one.
    pub max: T,
    /// l: the sum of `exp(score - m)`.
    pub sum: T,
    /// O: the sum of `exp(score - m) * value`, `[value_dim]`.
    pub out: Array1<T>,
}

/// What a step did to what was there before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rescale<T> {
    /// m before the step.
    pub before: T,
    /// m after it, never smaller.
    pub after: T,
    /// `exp(before - after)`, by which l and O were multiplied: 1 where m stayed, 0 at the first
    /// visible key.
    pub factor: T,
}

impl<T: Real> RowState<T> {
    /// The state before any key: m = -inf, l = 0, O = 0.
    pub fn new(value_dim: usize) -> Self {
        Self {
            max: T::neg_infinity(),
            sum: T::zero(),
            out: Array1::zeros(value_dim),
        }
    }

    /// Takes in one tile: its masked scores `[c]` and its values `[c, value_dim]`.
    pub fn step(&mut self, scores: ArrayView1<'_, T>, values: ArrayView2<'_, T>) -> Rescale<T> {
        let rescale = self.rescale_to(scores.iter().copied().fold(self.max, larger));
        for (key, &score) in scores.iter().enumerate() {
            if score != T::neg_infinity() {
                let weight = (score - self.max).exp();
                self.sum += weight;
                add_scaled(&mut self.out, weight, values.row(key));
            }
        }
        rescale
    }

    /// Takes in the state of the same row over other keys. Commutative, and associative up to
    /// rounding: the keys may be shared out in any way.
    pub fn merge(&mut self, other: &Self) {
        self.rescale_to(larger(self.max, other.max));
        if other.max != T::neg_infinity() {
            let factor = (other.max - self.max).exp();
            self.sum += factor * other.sum;
            add_scaled(&mut self.out, factor, &other.out);
        }
    }

    /// The normalised output `O / l` and the log-sum-exp `m + ln l`; zeros and -inf when no key was
    /// visible.
    pub fn finish(mut self) -> (Array1<T>, T) {
        if self.max == T::neg_infinity() {
            return (self.out, self.max);
        }
        self.out.iter_mut().for_each(|out| *out /= self.sum);
        (self.out, self.max + self.sum.ln())
    }

    fn rescale_to(&mut self, max: T) -> Rescale<T> {
        let before = self.max;
        // Equal maxima include -inf, whose difference is NaN.
        let factor = if max == before {
            T::one()
        } else {
            (before - max).exp()
        };
        self.max = max;
        self.sum *= factor;
        self.out.iter_mut().for_each(|out| *out *= factor);
        Rescale {
            before,
            after: max,
            factor,
        }
    }
}

/// The larger number, or NaN if either is: `max` of the standard library would pass over it.
pub(crate) fn larger<T: Real>(left: T, right: T) -> T {
    if left.is_nan() || left > right {
        left
    } else {
        right
    }
}
