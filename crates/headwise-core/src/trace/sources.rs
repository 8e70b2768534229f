//! Which cells a cell was computed from: what lights up under the pointer.

use super::{Evaluator, RuleError, Trace};

/// Cells of one tensor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellSet {
    /// Name of the tensor.
    pub tensor: String,
    /// Row-major offsets of the cells, ascending, each once.
    pub offsets: Vec<usize>,
}

/// The cells that the rule of `tensor[index]` reads, including the cells that choose a place (a
/// [`Lookup`](super::Index::Lookup)) and those of a condition, one set a tensor in the order of
/// first reading. Branches not taken are not read.
///
/// # Errors
/// As [`evaluate`](super::evaluate).
pub fn sources(trace: &Trace, tensor: &str, index: &[usize]) -> Result<Vec<CellSet>, RuleError> {
    Evaluator::new(trace).sources(tensor, index)
}

impl Evaluator<'_> {
    /// As the function [`sources`].
    ///
    /// # Errors
    /// As the function [`sources`].
    pub fn sources(&self, tensor: &str, index: &[usize]) -> Result<Vec<CellSet>, RuleError> {
        let mut sets: Vec<CellSet> = Vec::new();
        self.evaluate_reading(tensor, index, |(place, offset)| {
            let name = self.name(place);
            match sets.iter_mut().find(|set| set.tensor == name) {
                Some(set) => set.offsets.push(offset),
                None => sets.push(CellSet {
                    tensor: name.to_owned(),
                    offsets: vec![offset],
                }),
            }
        })?;
        for set in &mut sets {
            set.offsets.sort_unstable();
            set.offsets.dedup();
        }
        Ok(sets)
    }
}
