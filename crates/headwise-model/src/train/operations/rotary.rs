//! Rotary positions (Su et al. 2021): pair p of a head's features at position i is turned by
//! `i theta_p`.
//!
//! A rotation's transpose is the rotation back: `dX` is dY turned by `-i theta_p`.

use headwise_core::Real;
use ndarray::{Array2, ArrayViewMut2};

/// Cosines and sines, `[positions, head_dim / 2]`.
#[derive(Clone, Debug)]
pub(in crate::train) struct Angles<T> {
    cos: Array2<T>,
    sin: Array2<T>,
}

impl<T: Real> Angles<T> {
    /// Of the first `len` positions, for so many radians a token for each pair.
    pub(in crate::train) fn new(radians: &[f64], len: usize) -> Self {
        let angle = |(i, pair): (usize, usize)| i as f64 * radians[pair];
        let shape = (len, radians.len());
        Self {
            cos: Array2::from_shape_fn(shape, |at| T::from_f64(angle(at).cos())),
            sin: Array2::from_shape_fn(shape, |at| T::from_f64(angle(at).sin())),
        }
    }

    /// Turns, in place, heads that lie side by side in `x [batch n, heads head_dim]`. Pairs are
    /// features `(p, p + head_dim / 2)`.
    pub(in crate::train) fn turn(&self, x: ArrayViewMut2<'_, T>) {
        self.turn_by(x, T::one());
    }

    /// Turns them back.
    pub(in crate::train) fn turn_back(&self, x: ArrayViewMut2<'_, T>) {
        self.turn_by(x, -T::one());
    }

    fn turn_by(&self, mut x: ArrayViewMut2<'_, T>, sign: T) {
        let (len, half) = self.cos.dim();
        for (place, mut row) in x.rows_mut().into_iter().enumerate() {
            let (cos, sin) = (self.cos.row(place % len), self.sin.row(place % len));
            for head in (0..row.len()).step_by(2 * half) {
                for pair in 0..half {
                    let (cos, sin) = (cos[pair], sign * sin[pair]);
                    let (first, second) = (row[head + pair], row[head + half + pair]);
                    row[head + pair] = first * cos - second * sin;
                    row[head + half + pair] = second * cos + first * sin;
                }
            }
        }
    }
}
