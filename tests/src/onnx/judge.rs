//! The judgement of one case.

use super::outputs::Outputs;
use super::{Case, Inputs, attention, linear, rotary};
use crate::Obstacle;
use crate::backend::Backend;
use crate::compare::compare;
use crate::obstacle::{broken, unsupported};
use std::path::Path;

/// An operator: from a node and its inputs to its outputs.
type Operator = fn(&Case, &Inputs<'_>, &mut dyn Backend) -> Result<Outputs, Obstacle>;

/// The operators that have an adapter, with the opset that brought each in.
const OPERATORS: [(&str, u32, Operator); 3] = [
    ("Attention", 23, attention::run),
    ("LinearAttention", 27, linear::run),
    ("RotaryEmbedding", 23, rotary::run),
];

/// Runs a case and compares every output that it lists; gives a line for each that differs.
///
/// # Errors
/// When the case could not be judged.
pub fn judge(
    case: &Case,
    folder: &Path,
    backend: &mut dyn Backend,
) -> Result<Vec<String>, Obstacle> {
    let operator = operator(case)?;
    let stated = case.tolerance()?;
    let names: Vec<_> = case
        .outputs
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
        .collect();
    if names.is_empty() {
        return Err(broken("lists no output, so that nothing can be compared"));
    }
    let file = case.open(folder)?;
    let outputs = operator(case, &Inputs::new(case, &file), backend)?;
    let mut differences = Vec::new();
    for (slot, name) in names {
        let expected = file.tensor(&format!("out.{name}"))?;
        let produced = outputs
            .get(slot)
            .ok_or_else(|| unsupported(format!("output {slot} ({name}) is unknown")))?
            .as_ref()
            .ok_or_else(|| broken(format!("the backend left out {name}")))?;
        let tolerance = produced.tolerance(stated, expected.element);
        if let Err(difference) = compare(&expected, &produced.values, tolerance) {
            differences.push(format!("{name} {difference}"));
        }
    }
    Ok(differences)
}

fn operator(case: &Case) -> Result<Operator, Obstacle> {
    let Case { op, opset, .. } = case;
    let &(_, first, operator) = OPERATORS
        .iter()
        .find(|(name, ..)| name == op)
        .ok_or_else(|| unsupported(format!("operator {op} is not built")))?;
    if *opset < first {
        return Err(unsupported(format!(
            "operator {op} of opset {opset}, before its first, {first}"
        )));
    }
    Ok(operator)
}
