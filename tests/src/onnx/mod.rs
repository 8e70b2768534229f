//! ONNX's own operator cases: `cases.json` and one tensor file for each case.
//!
//! An adapter turns a node into a request for a [`Backend`] and the answer into the node's outputs.
//! What the adapters know of an operator comes from its text in the ONNX documentation.

mod attention;
mod attributes;
mod cache;
mod case;
mod layout;
mod rotary;

pub use attributes::Attributes;
pub use case::{Case, Inputs};

use crate::Obstacle;
use crate::backend::Backend;
use crate::compare::compare;
use crate::obstacle::{broken, unsupported};
use crate::tensor::ElementType;
use crate::tolerance::{EXACT, Tolerance};
use ndarray::ArrayD;
use std::fs;
use std::path::Path;

/// The list of cases in a folder.
pub const CASES_FILE: &str = "cases.json";

/// An output of a node.
struct Produced {
    values: ArrayD<f64>,
    origin: Origin,
}

impl Produced {
    fn copied(values: ArrayD<f64>) -> Self {
        Self {
            values,
            origin: Origin::Copied,
        }
    }

    fn computed(values: ArrayD<f64>, softmax: Option<ElementType>) -> Self {
        Self {
            values,
            origin: Origin::Computed { softmax },
        }
    }
}

/// How an output came about, which decides how close it has to be.
enum Origin {
    /// Copied from inputs.
    Copied,
    /// Computed; after a softmax with the type that it is to run in, where the node states one.
    Computed { softmax: Option<ElementType> },
}

/// The outputs of an operator by slot; `None` where one was not asked for.
type Outputs = Vec<Option<Produced>>;

/// The entries of a folder's case list, each parsed on its own: a broken one spoils no other.
///
/// # Errors
/// When the file cannot be read or is no list.
pub fn cases(folder: &Path) -> Result<Vec<Result<Case, Obstacle>>, Obstacle> {
    let text = fs::read(folder.join(CASES_FILE)).map_err(|error| broken(error).at(CASES_FILE))?;
    let entries: Vec<serde_json::Value> =
        serde_json::from_slice(&text).map_err(|error| broken(error).at(CASES_FILE))?;
    let parse = |(position, entry): (usize, serde_json::Value)| {
        serde_json::from_value(entry)
            .map_err(|error| broken(error).at(format!("{CASES_FILE}[{position}]")))
    };
    Ok(entries.into_iter().enumerate().map(parse).collect())
}

/// Runs a case and compares every output that it lists; gives a line for each that differs.
///
/// # Errors
/// When the case could not be judged.
pub fn judge(
    case: &Case,
    folder: &Path,
    backend: &mut dyn Backend,
) -> Result<Vec<String>, Obstacle> {
    let run = match case.op.as_str() {
        "Attention" => attention::run,
        "RotaryEmbedding" => rotary::run,
        other => return Err(unsupported(format!("operator {other} is not built"))),
    };
    let stated = case.tolerance()?;
    let file = case.open(folder)?;
    let outputs = run(case, &Inputs::new(case, &file), backend)?;
    let mut differences = Vec::new();
    let mut compared = 0;
    for (slot, name) in case
        .outputs
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
    {
        let expected = file.tensor(&format!("out.{name}"))?;
        let produced = outputs
            .get(slot)
            .ok_or_else(|| unsupported(format!("output {slot} ({name}) is unknown")))?
            .as_ref()
            .ok_or_else(|| broken(format!("the backend left out {name}")))?;
        let tolerance = match produced.origin {
            Origin::Copied => EXACT,
            Origin::Computed { softmax } => {
                Tolerance::for_output(stated, expected.element, softmax)
            }
        };
        if let Err(difference) = compare(&expected, &produced.values, tolerance) {
            differences.push(format!("{name} {difference}"));
        }
        compared += 1;
    }
    if compared == 0 {
        return Err(broken("lists no output, so that nothing can be compared"));
    }
    Ok(differences)
}
