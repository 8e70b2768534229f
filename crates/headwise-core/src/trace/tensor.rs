//! A tensor of a trace: its data, what its axes mean, and the rule that gave each cell.

use super::Rule;
use serde::{Deserialize, Serialize};

/// What a tensor is in the computation. The page gives each role one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Role {
    /// The residual stream: X and what is added to it.
    Stream,
    /// Queries, whole or split.
    Query,
    /// Keys.
    Key,
    /// Values.
    Value,
    /// Logits before the softmax: S, scaled, masked.
    Score,
    /// Attention weights in `[0, 1]`, and the parts of the softmax.
    Weight,
    /// Head outputs, Z, contributions and Y.
    Output,
    /// Learned (or drawn) numbers: W_Q, W_K, W_V, W_O, embeddings.
    Parameter,
    /// 0 or 1: which keys a query may see, which heads are on.
    Mask,
}

/// One axis of a tensor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Axis {
    /// What it counts: `head`, `kvHead`, `query`, `key`, `token`, `word`, `dim`, `model`, `wide`.
    pub name: String,
    /// How many.
    pub extent: usize,
}

/// A named row-major array with its meaning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Tensor {
    /// Stable name by which rules, steps and scenes refer to it, such as `scores`.
    pub name: String,
    /// How formulas write it, as TeX: `S`, `W_Q`, `Q_h`.
    pub symbol: String,
    /// Its part in the computation.
    pub role: Role,
    /// Its axes, outermost first. A scalar has none.
    pub axes: Vec<Axis>,
    /// How each cell follows from others.
    pub rule: Rule,
    /// The cells, row-major. In JavaScript a `Float32Array`.
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    pub data: Vec<f32>,
}

impl Tensor {
    /// The extents of the axes.
    pub fn shape(&self) -> Vec<usize> {
        self.axes.iter().map(|axis| axis.extent).collect()
    }
}
