//! LayerNorm (Ba et al. 2016) and RMSNorm (Zhang & Sennrich 2019).
//!
//! ```text
//! LayerNorm  z = (x - mean x) s,  s = 1 / sqrt(mean (x - mean x)^2 + epsilon),  y = z gain + bias
//! RMSNorm    z = x s,             s = 1 / sqrt(mean x^2 + epsilon),             y = z gain
//! dx = s (dz - mean dz - z mean(dz z)),  without mean dz for RMSNorm;  dz = dy gain
//! ```

use crate::train::Parameters;
use crate::train::layout::NormSlots;
use headwise_core::Real;
use ndarray::{Array1, Array2, ArrayView2};

/// What the backward pass needs of the forward pass.
#[derive(Clone, Debug)]
pub(in crate::train) struct NormTape<T> {
    /// z, `[rows, d_model]`.
    unit: Array2<T>,
    /// s, `[rows]`.
    scale: Array1<T>,
}

/// Normalises each row of `x [rows, d_model]`.
pub(in crate::train) fn forward<T: Real>(
    parameters: &Parameters<T>,
    norm: &NormSlots,
    epsilon: f64,
    x: ArrayView2<'_, T>,
) -> (Array2<T>, NormTape<T>) {
    let width = T::from_f64(x.ncols() as f64);
    let mut unit = x.as_standard_layout().into_owned();
    let mut scale = Array1::zeros(x.nrows());
    for (mut row, scale) in unit.rows_mut().into_iter().zip(&mut scale) {
        if norm.bias.is_some() {
            let mean = row.sum() / width;
            row -= mean;
        }
        let square = row.dot(&row) / width;
        *scale = T::one() / (square + T::from_f64(epsilon)).sqrt();
        row *= *scale;
    }
    let mut y = &unit * &parameters.vector(norm.gain);
    if let Some(bias) = norm.bias {
        y += &parameters.vector(bias);
    }
    (y, NormTape { unit, scale })
}

/// Gives dX; adds those of gain and bias.
pub(in crate::train) fn backward<T: Real>(
    parameters: &Parameters<T>,
    norm: &NormSlots,
    tape: &NormTape<T>,
    d_y: ArrayView2<'_, T>,
    gradients: &mut Parameters<T>,
) -> Array2<T> {
    let width = T::from_f64(d_y.ncols() as f64);
    let mut d_gain = gradients.vector_mut(norm.gain);
    for (d_y, unit) in d_y.rows().into_iter().zip(tape.unit.rows()) {
        d_gain.zip_mut_with(&(&d_y * &unit), |sum, &term| *sum += term);
    }
    if let Some(bias) = norm.bias {
        let mut d_bias = gradients.vector_mut(bias);
        d_y.rows().into_iter().for_each(|row| d_bias += &row);
    }
    let mut d_x = &d_y * &parameters.vector(norm.gain);
    let tapes = tape.unit.rows().into_iter().zip(&tape.scale);
    for (mut row, (unit, &scale)) in d_x.rows_mut().into_iter().zip(tapes) {
        let mean = match norm.bias {
            Some(_) => row.sum() / width,
            None => T::zero(),
        };
        let along = row.dot(&unit) / width;
        row.zip_mut_with(&unit, |cell, &unit| {
            *cell = scale * (*cell - mean - unit * along)
        });
    }
    d_x
}
