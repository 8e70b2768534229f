//! Whether copying breaks when the induction heads are taken out.

use super::exam::Exam;
use crate::transformer::{Model, ModelError};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// How often the next token of a repeat is predicted, with all heads and without some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Ablation {
    /// With all heads: the share of tokens right in the second copy, its first one left out.
    pub intact: f64,
    /// The heads taken out, as `[layer, head]`.
    pub heads: Vec<[usize; 2]>,
    /// The share right without them.
    pub without: f64,
    /// Other heads of the same layers, as many where there are as many: those whose masking costs most.
    pub control_heads: Vec<[usize; 2]>,
    /// The share right without the control heads instead.
    pub without_control: f64,
    /// How many tokens were predicted each time.
    pub tokens: usize,
}

/// Takes `heads`, such as all induction heads, out of the model and measures copying; then the heads of
/// the same layers that cost most by `cost [layers, heads]`. Those `alike`, which do part of the same, are
/// no controls.
///
/// # Errors
/// Those of [`Exam::grade`].
pub fn ablate(
    model: &Model,
    repeats: &Exam,
    heads: &[[usize; 2]],
    alike: &[[usize; 2]],
    cost: ArrayView2<'_, f64>,
) -> Result<Ablation, ModelError> {
    let control_heads = control(heads, alike, cost);
    let grade = |off: &[[usize; 2]]| repeats.grade(model, closed(cost.dim(), off).view());
    let intact = grade(&[])?;
    Ok(Ablation {
        intact: intact.score.share(),
        without: grade(heads)?.score.share(),
        without_control: grade(&control_heads)?.score.share(),
        heads: heads.to_vec(),
        control_heads,
        tokens: intact.score.of,
    })
}

/// Gates with these heads closed.
pub fn closed(shape: (usize, usize), heads: &[[usize; 2]]) -> Array2<f32> {
    let mut gates = Array2::ones(shape);
    heads.iter().for_each(|&head| gates[head] = 0.0);
    gates
}

fn control(
    heads: &[[usize; 2]],
    alike: &[[usize; 2]],
    cost: ArrayView2<'_, f64>,
) -> Vec<[usize; 2]> {
    let beside = |layer: usize| heads.iter().any(|&[of, _]| of == layer);
    let mut others: Vec<[usize; 2]> = cost
        .indexed_iter()
        .map(|((layer, head), _)| [layer, head])
        .filter(|head| beside(head[0]) && !heads.contains(head) && !alike.contains(head))
        .collect();
    others.sort_by(|&one, &other| cost[other].total_cmp(&cost[one]));
    others.truncate(heads.len());
    others
}
