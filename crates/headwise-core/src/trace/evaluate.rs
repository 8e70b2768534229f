//! The evaluator: derives a cell again from the cells its rule reads.

use super::evaluation::Evaluation;
use super::{Expr, RuleError, Trace};
use std::collections::HashMap;

/// The value of `tensor[index]` by its rule, in f64, from the stored cells of its sources.
///
/// A cell that was given from outside has the value it holds.
///
/// # Errors
/// [`RuleError`] when the tensor or the cell does not exist, or the rule is not well formed.
pub fn evaluate(trace: &Trace, tensor: &str, index: &[usize]) -> Result<f64, RuleError> {
    Evaluator::new(trace).evaluate(tensor, index)
}

/// Evaluates many cells of one trace: resolves the names once.
pub struct Evaluator<'t> {
    trace: &'t Trace,
    places: HashMap<&'t str, usize>,
    shapes: Vec<Vec<usize>>,
}

/// A cell: the place of its tensor in the trace, and its row-major offset there.
pub(super) type Cell = (usize, usize);

impl<'t> Evaluator<'t> {
    /// An evaluator over this trace.
    pub fn new(trace: &'t Trace) -> Self {
        let names = trace.tensors.iter().enumerate();
        Self {
            trace,
            places: names
                .map(|(place, tensor)| (tensor.name.as_str(), place))
                .collect(),
            shapes: trace.tensors.iter().map(super::Tensor::shape).collect(),
        }
    }

    /// As the function [`evaluate`].
    ///
    /// # Errors
    /// As the function [`evaluate`].
    pub fn evaluate(&self, tensor: &str, index: &[usize]) -> Result<f64, RuleError> {
        self.evaluate_reading(tensor, index, |_| ())
    }

    /// Evaluates and reports each cell that is read, in the order of reading.
    pub(super) fn evaluate_reading(
        &self,
        tensor: &str,
        index: &[usize],
        on_read: impl FnMut(Cell),
    ) -> Result<f64, RuleError> {
        let place = self.place(tensor)?;
        let rule = &self.trace.tensors[place].rule;
        let at: Vec<u64> = index.iter().map(|&i| i as u64).collect();
        let own = (place, self.offset(place, &at)?);
        let names = rule.vars.iter().map(String::as_str);
        let mut evaluation = Evaluation {
            evaluator: self,
            own,
            bound: names.zip(at).collect(),
            on_read,
        };
        match &rule.body {
            Expr::Input => self.stored(own),
            body => evaluation.number(body),
        }
    }

    /// The stored number of a cell.
    ///
    /// # Errors
    /// [`RuleError::Inconsistent`] when the tensor holds fewer numbers than its axes say.
    pub(super) fn stored(&self, (place, offset): Cell) -> Result<f64, RuleError> {
        let cell = self.trace.tensors[place].data.get(offset).copied();
        cell.map(f64::from).ok_or_else(|| RuleError::Inconsistent {
            tensor: self.name(place).to_owned(),
            reason: "holds fewer numbers than its axes say".to_owned(),
        })
    }

    /// The name of the tensor at a place in the trace.
    pub(super) fn name(&self, place: usize) -> &'t str {
        &self.trace.tensors[place].name
    }

    /// The place of a tensor in the trace.
    pub(super) fn place(&self, tensor: &str) -> Result<usize, RuleError> {
        let place = self.places.get(tensor).copied();
        place.ok_or_else(|| RuleError::UnknownTensor {
            tensor: tensor.to_owned(),
        })
    }

    /// The row-major offset of a cell.
    pub(super) fn offset(&self, place: usize, at: &[u64]) -> Result<usize, RuleError> {
        let shape = &self.shapes[place];
        let inside = at.len() == shape.len() && at.iter().zip(shape).all(|(&i, &n)| i < n as u64);
        if !inside {
            return Err(RuleError::OutOfRange {
                tensor: self.name(place).to_owned(),
                at: at.to_vec(),
                shape: shape.clone(),
            });
        }
        let row_major = |offset, (&i, &n): (&u64, &usize)| offset * n + i as usize;
        Ok(at.iter().zip(shape).fold(0, row_major))
    }
}
