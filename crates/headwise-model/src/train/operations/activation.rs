//! The nonlinearity of an MLP: `y = f(x)` or, with a gate, `y = f(gate) up`.
//!
//! `dx = f'(x) dy`; `d gate = f'(gate) up dy` and `d up = f(gate) dy`.

use crate::transformer::{Activation, erf};
use headwise_core::Real;
use ndarray::{Array2, ArrayView2, Axis, Zip};

/// `inner [rows, width]`, or gate and up side by side `[rows, 2 width]`, to `[rows, width]`.
pub(in crate::train) fn forward<T: Real>(
    activation: Activation,
    inner: ArrayView2<'_, T>,
    gated: bool,
) -> Array2<T> {
    if gated {
        let (gate, up) = inner.split_at(Axis(1), inner.ncols() / 2);
        Zip::from(gate)
            .and(up)
            .map_collect(|&gate, &up| at(activation, gate).0 * up)
    } else {
        inner.mapv(|x| at(activation, x).0)
    }
}

/// The derivative with respect to all of `inner`.
pub(in crate::train) fn backward<T: Real>(
    activation: Activation,
    inner: ArrayView2<'_, T>,
    gated: bool,
    d_y: ArrayView2<'_, T>,
) -> Array2<T> {
    let mut d_inner = Array2::zeros(inner.dim());
    if gated {
        let half = inner.ncols() / 2;
        let (gate, up) = inner.split_at(Axis(1), half);
        let (d_gate, d_up) = d_inner.view_mut().split_at(Axis(1), half);
        Zip::from(d_gate)
            .and(d_up)
            .and(gate)
            .and(up)
            .and(d_y)
            .for_each(|d_gate, d_up, &gate, &up, &d_y| {
                let (value, slope) = at(activation, gate);
                *d_gate = slope * up * d_y;
                *d_up = value * d_y;
            });
    } else {
        Zip::from(&mut d_inner)
            .and(inner)
            .and(d_y)
            .for_each(|d_x, &x, &d_y| *d_x = at(activation, x).1 * d_y);
    }
    d_inner
}

/// Value and slope at x.
fn at<T: Real>(activation: Activation, x: T) -> (T, T) {
    let number = T::from_f64;
    let one = T::one();
    match activation {
        Activation::Gelu => {
            // Phi and its density; erf is a series in f64.
            let x64 = Real::to_f64(x);
            let below = 0.5 * (1.0 + erf(x64 / std::f64::consts::SQRT_2));
            let density = (-0.5 * x64 * x64).exp() / (2.0 * std::f64::consts::PI).sqrt();
            (number(x64 * below), number(below + x64 * density))
        }
        Activation::GeluTanh => {
            // 1 / 2 (1 + tanh u) is the logistic function at 2 u.
            let rate = number(2.0 * (2.0 / std::f64::consts::PI).sqrt());
            let cubic = number(0.044_715);
            let share = logistic(rate * (x + cubic * x * x * x));
            let inner = rate * (one + number(3.0) * cubic * x * x);
            (x * share, share + x * share * (one - share) * inner)
        }
        Activation::Silu => {
            let share = logistic(x);
            (x * share, share + x * share * (one - share))
        }
        Activation::Relu if x > T::zero() => (x, one),
        Activation::Relu => (T::zero(), T::zero()),
    }
}

fn logistic<T: Real>(x: T) -> T {
    T::one() / (T::one() + (-x).exp())
}
