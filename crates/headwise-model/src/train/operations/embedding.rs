//! `x_i = E[token_i] + P[i]`.
//!
//! Each row of dX is added to the row of dE that its token took, and to that of dP.

use crate::train::Parameters;
use crate::train::layout::Slot;
use headwise_core::Real;
use ndarray::{Array2, ArrayView2};

/// The rows of `tokens [batch, n]`, with those of learned positions if there are any:
/// `[batch n, d_model]`.
pub(in crate::train) fn forward<T: Real>(
    parameters: &Parameters<T>,
    embedding: Slot,
    positions: Option<Slot>,
    tokens: ArrayView2<'_, u32>,
) -> Array2<T> {
    let table = parameters.matrix(embedding);
    let places = positions.map(|slot| parameters.matrix(slot));
    let mut x = Array2::zeros((tokens.len(), table.ncols()));
    for (((_, i), &token), mut row) in tokens.indexed_iter().zip(x.rows_mut()) {
        row += &table.row(token as usize);
        if let Some(places) = &places {
            row += &places.row(i);
        }
    }
    x
}

/// Adds dE and dP.
pub(in crate::train) fn backward<T: Real>(
    embedding: Slot,
    positions: Option<Slot>,
    tokens: ArrayView2<'_, u32>,
    d_x: ArrayView2<'_, T>,
    gradients: &mut Parameters<T>,
) {
    for (((_, i), &token), row) in tokens.indexed_iter().zip(d_x.rows()) {
        let mut own = gradients.matrix_mut(embedding);
        let mut own = own.row_mut(token as usize);
        own += &row;
        if let Some(slot) = positions {
            let mut own = gradients.matrix_mut(slot);
            let mut own = own.row_mut(i);
            own += &row;
        }
    }
}
