//! Heads taken out one after another.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// One more head is off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Pruned {
    /// Its layer, from 0.
    pub layer: usize,
    /// Its place in the layer, from 0.
    pub head: usize,
    /// The loss with this head and all before it off, in nats per token.
    pub loss: f64,
}

/// Takes out the head whose loss costs least, again and again, measuring all that are left each time
/// (unlike Michel et al. 2019, section 4, who order them once): `heads (heads + 1) / 2` losses.
/// `loss` computes it for gates `[layers, heads]`.
///
/// # Errors
/// Those of `loss`.
pub fn prune_greedily<E>(
    shape: (usize, usize),
    mut loss: impl FnMut(ArrayView2<'_, f32>) -> Result<f64, E>,
) -> Result<Vec<Pruned>, E> {
    let mut gates = Array2::ones(shape);
    let mut curve = Vec::with_capacity(gates.len());
    while curve.len() < gates.len() {
        let mut cheapest: Option<Pruned> = None;
        for (layer, head) in open(&gates) {
            gates[[layer, head]] = 0.0;
            let loss = loss(gates.view())?;
            gates[[layer, head]] = 1.0;
            if cheapest.is_none_or(|cheapest| loss.total_cmp(&cheapest.loss).is_lt()) {
                cheapest = Some(Pruned { layer, head, loss });
            }
        }
        let cheapest = cheapest.expect("some gate is open");
        gates[[cheapest.layer, cheapest.head]] = 0.0;
        curve.push(cheapest);
    }
    Ok(curve)
}

/// Takes heads out in the order of their importance `[layers, heads]`, the least important first.
///
/// # Errors
/// Those of `loss`.
pub fn prune_in_order<E>(
    importance: ArrayView2<'_, f64>,
    mut loss: impl FnMut(ArrayView2<'_, f32>) -> Result<f64, E>,
) -> Result<Vec<Pruned>, E> {
    let mut gates = Array2::ones(importance.dim());
    let mut order = open(&gates);
    order.sort_by(|&one, &other| importance[one].total_cmp(&importance[other]));
    let steps = order.into_iter().map(|(layer, head)| {
        gates[[layer, head]] = 0.0;
        let loss = loss(gates.view())?;
        Ok(Pruned { layer, head, loss })
    });
    steps.collect()
}

/// The heads whose gates are open, in order.
fn open(gates: &Array2<f32>) -> Vec<(usize, usize)> {
    let all = gates.indexed_iter();
    let open = all.filter(|&(_, &gate)| gate > 0.0);
    open.map(|(at, _)| at).collect()
}
