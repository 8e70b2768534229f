//! Which cells a cell was computed from: what lights up under the pointer.

use super::{Evaluator, Expr, Index, Rule, RuleError, Trace};

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

impl Rule {
    /// The tensors that the rule names, each once, in the order of first mention.
    pub fn tensors(&self) -> Vec<&str> {
        let mut named = Vec::new();
        expr_tensors(&self.body, &mut named);
        named
    }
}

fn expr_tensors<'e>(expr: &'e Expr, named: &mut Vec<&'e str>) {
    match expr {
        Expr::Input | Expr::Constant { .. } | Expr::NegativeInfinity => {}
        Expr::Read { tensor, at } => cell_tensors(tensor, at, named),
        Expr::Add { terms: parts } | Expr::Multiply { factors: parts } => {
            parts.iter().for_each(|part| expr_tensors(part, named));
        }
        Expr::Subtract { left, right }
        | Expr::Divide { left, right }
        | Expr::ExpShifted {
            of: left,
            shift: right,
        }
        | Expr::Power {
            base: left,
            exponent: right,
        } => {
            expr_tensors(left, named);
            expr_tensors(right, named);
        }
        Expr::SquareRoot { of }
        | Expr::Tanh { of }
        | Expr::Round { of }
        | Expr::Logarithm { of }
        | Expr::Sine { of }
        | Expr::Cosine { of } => {
            expr_tensors(of, named);
        }
        Expr::Sum { extent, body, .. } | Expr::Maximum { extent, body, .. } => {
            index_tensors(extent, named);
            expr_tensors(body, named);
        }
        Expr::Select {
            left,
            right,
            then,
            otherwise,
            ..
        } => {
            for part in [left, right, then, otherwise] {
                expr_tensors(part, named);
            }
        }
        Expr::Number { index } | Expr::Draw { counter: index, .. } => index_tensors(index, named),
    }
}

fn index_tensors<'e>(index: &'e Index, named: &mut Vec<&'e str>) {
    match index {
        Index::Var { .. } | Index::Fixed { .. } => {}
        Index::Plus { terms } => terms.iter().for_each(|term| index_tensors(term, named)),
        Index::Minus { of, .. }
        | Index::Times { of, .. }
        | Index::Quotient { of, .. }
        | Index::Remainder { of, .. } => {
            index_tensors(of, named);
        }
        Index::Lookup { tensor, at } => cell_tensors(tensor, at, named),
    }
}

fn cell_tensors<'e>(tensor: &'e str, at: &'e [Index], named: &mut Vec<&'e str>) {
    at.iter().for_each(|index| index_tensors(index, named));
    if !named.contains(&tensor) {
        named.push(tensor);
    }
}
