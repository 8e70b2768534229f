//! `Y = X W + b`.
//!
//! `dX = dY W^T`, `dW = X^T dY`, `db = sum of the rows of dY`.

use crate::train::Parameters;
use crate::train::layout::MapSlots;
use headwise_core::Real;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, Slice};

/// `x [rows, in]` through maps of it whose outputs lie side by side: `[rows, sum of out]`.
pub(in crate::train) fn forward<T: Real>(
    parameters: &Parameters<T>,
    maps: &[MapSlots],
    x: ArrayView2<'_, T>,
) -> Array2<T> {
    let width = maps.iter().map(|map| out(parameters, map)).sum();
    let mut y = Array2::zeros((x.nrows(), width));
    let mut start = 0;
    for map in maps {
        let end = start + out(parameters, map);
        let mut own = columns_mut(&mut y, start, end);
        if let Some(bias) = map.bias {
            own += &parameters.vector(bias);
        }
        general_mat_mul(
            T::one(),
            &x,
            &parameters.matrix(map.weight),
            T::one(),
            &mut own,
        );
        start = end;
    }
    y
}

/// Gives dX of the same x; adds dW and db.
pub(in crate::train) fn backward<T: Real>(
    parameters: &Parameters<T>,
    maps: &[MapSlots],
    x: ArrayView2<'_, T>,
    d_y: ArrayView2<'_, T>,
    gradients: &mut Parameters<T>,
) -> Array2<T> {
    let mut d_x = Array2::zeros(x.dim());
    let mut start = 0;
    for map in maps {
        let end = start + out(parameters, map);
        let own = d_y.slice_axis(Axis(1), Slice::from(start..end));
        let weight = parameters.matrix(map.weight);
        general_mat_mul(T::one(), &own, &weight.t(), T::one(), &mut d_x);
        let mut d_weight = gradients.matrix_mut(map.weight);
        general_mat_mul(T::one(), &x.t(), &own, T::one(), &mut d_weight);
        if let Some(bias) = map.bias {
            let mut d_bias = gradients.vector_mut(bias);
            own.rows().into_iter().for_each(|row| d_bias += &row);
        }
        start = end;
    }
    d_x
}

fn out<T: Real>(parameters: &Parameters<T>, map: &MapSlots) -> usize {
    parameters.matrix(map.weight).ncols()
}

fn columns_mut<T>(y: &mut Array2<T>, start: usize, end: usize) -> ArrayViewMut2<'_, T> {
    y.slice_axis_mut(Axis(1), Slice::from(start..end))
}
