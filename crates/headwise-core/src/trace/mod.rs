//! What a run of attention leaves behind to be drawn: tensors with roles, axes and rules, and
//! the steps over them.
//!
//! A [`Trace`] is one versioned value. It crosses into JavaScript as it is (tensor data as one
//! `Float32Array` each), and everything on screen is read from it: the picture, the caption, the
//! formula with live numbers and the derivation of a cell.

pub mod build;
mod check;
mod derive;
mod error;
mod evaluate;
mod evaluation;
mod names;
mod rule;
mod sources;
mod tensor;
mod text;

pub use derive::{Derivation, DerivationError};
pub use error::RuleError;
pub use evaluate::{Evaluator, evaluate};
pub use rule::{Comparison, Expr, Index, Rule};
pub use sources::{CellSet, sources};
pub use tensor::{Axis, Role, Tensor};

use serde::{Deserialize, Serialize};

/// The layout of [`Trace`] that this build writes.
pub const TRACE_VERSION: u32 = 1;

/// A recorded run: every tensor it produced and the order in which it did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Trace {
    /// [`TRACE_VERSION`] of the writer.
    pub version: u32,
    /// The words whose rows the tensors hold, in order.
    pub tokens: Vec<String>,
    /// The words that a trained model chooses the next one from, in the order of its logits; none where
    /// the weights are drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<String>>"))]
    pub vocabulary: Vec<String>,
    /// Named scalars of the run (sizes, parameter counts, bytes), each from a tested closed form.
    pub facts: Vec<Fact>,
    /// Every tensor, sources before the tensors computed from them.
    pub tensors: Vec<Tensor>,
    /// The computation in order.
    pub steps: Vec<Step>,
}

/// A named scalar, with the formula that gave it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Fact {
    /// Stable name, such as `parametersPerProjection`.
    pub name: String,
    /// The number.
    pub value: f64,
    /// The formula in words and symbols, such as `d_model * heads * head_dim`.
    pub formula: String,
}

/// One operation of the run: which tensors it read and which it wrote, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Step {
    /// Stable name, such as `splitQueries`.
    pub name: String,
    /// Tensors read.
    pub reads: Vec<String>,
    /// Tensors written.
    pub writes: Vec<String>,
}

impl Trace {
    /// The tensor of that name.
    pub fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.iter().find(|tensor| tensor.name == name)
    }
}
