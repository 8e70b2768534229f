//! What taking one head out costs (Michel et al. 2019, section 3.2).

use ndarray::{Array2, ArrayView2};

/// By how much the loss grows when a head is masked, for each head `[layers, heads]`. `loss` computes
/// it for gates of that shape, 1 open and 0 closed.
///
/// # Errors
/// Those of `loss`.
pub fn masking<E>(
    shape: (usize, usize),
    mut loss: impl FnMut(ArrayView2<'_, f32>) -> Result<f64, E>,
) -> Result<Array2<f64>, E> {
    let mut gates = Array2::ones(shape);
    let whole = loss(gates.view())?;
    let mut cost = Array2::zeros(shape);
    for (at, cost) in cost.indexed_iter_mut() {
        gates[at] = 0.0;
        *cost = loss(gates.view())? - whole;
        gates[at] = 1.0;
    }
    Ok(cost)
}
