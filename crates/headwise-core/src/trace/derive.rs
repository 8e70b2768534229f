//! Deriving a whole trace again: the proof that every number in it was computed as its rule says.

use super::{Evaluator, RuleError, Trace};
use std::fmt;

/// What a derivation of every cell found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Derivation {
    /// How many cells were derived again. Every cell of the trace is.
    pub cells: usize,
    /// The largest `|stored - derived| / max(1, |derived|)` among them.
    pub largest_error: f64,
}

/// Why a trace could not be derived again.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DerivationError {
    /// A rule is not well formed.
    Rule(RuleError),
    /// A stored number is not what its rule gives.
    Differs {
        /// The tensor.
        tensor: String,
        /// The cell.
        index: Vec<usize>,
        /// What the trace holds.
        stored: f64,
        /// What the rule gives.
        derived: f64,
    },
}

impl Trace {
    /// Derives every cell of every tensor from its sources and compares it with what is stored.
    ///
    /// A cell agrees when `|stored - derived| <= tolerance * max(1, |derived|)`, or when both are
    /// the same infinity or both NaN: a trace may show where a computation breaks.
    ///
    /// # Errors
    /// [`DerivationError`] for the first rule that is not well formed or cell that differs.
    pub fn derive_all(&self, tolerance: f64) -> Result<Derivation, DerivationError> {
        self.check()?;
        let evaluator = Evaluator::new(self);
        let mut derivation = Derivation::default();
        for tensor in &self.tensors {
            let shape = tensor.shape();
            for (offset, &cell) in tensor.data.iter().enumerate() {
                let index = unravel(offset, &shape);
                let stored = f64::from(cell);
                let derived = evaluator.evaluate(&tensor.name, &index)?;
                let error = relative_error(stored, derived);
                // NaN is at most nothing: one NaN does not agree with a number.
                let agrees = error <= tolerance;
                if !agrees {
                    return Err(DerivationError::Differs {
                        tensor: tensor.name.clone(),
                        index,
                        stored,
                        derived,
                    });
                }
                derivation.cells += 1;
                derivation.largest_error = derivation.largest_error.max(error);
            }
        }
        Ok(derivation)
    }
}

/// The index of a row-major offset.
fn unravel(mut offset: usize, shape: &[usize]) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for (place, &extent) in index.iter_mut().zip(shape).rev() {
        *place = offset % extent;
        offset /= extent;
    }
    index
}

fn relative_error(stored: f64, derived: f64) -> f64 {
    if stored == derived || (stored.is_nan() && derived.is_nan()) {
        return 0.0;
    }
    (stored - derived).abs() / derived.abs().max(1.0)
}

impl From<RuleError> for DerivationError {
    fn from(error: RuleError) -> Self {
        Self::Rule(error)
    }
}

impl fmt::Display for DerivationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(error) => error.fmt(out),
            Self::Differs {
                tensor,
                index,
                stored,
                derived,
            } => {
                write!(
                    out,
                    "{tensor}{index:?} holds {stored}, its rule gives {derived}"
                )
            }
        }
    }
}

impl std::error::Error for DerivationError {}
