//! The list of cases, its entries and their tensors.

use super::attributes::Attributes;
use crate::Obstacle;
use crate::obstacle::broken;
use crate::safetensors_file::TensorFile;
use crate::tensor::Tensor;
use crate::tolerance::Tolerance;
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// The list of cases in a folder.
pub const CASES_FILE: &str = "cases.json";

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

/// A node of one operator, as `cases.json` describes it.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Names the tensor file beside `cases.json`.
    pub name: String,
    /// The operator.
    pub op: String,
    /// The version of the operator set.
    pub opset: u32,
    /// The node's attributes; none unless given.
    #[serde(default)]
    pub attributes: Attributes,
    /// The node's input slots in order, "" where a slot is empty.
    pub inputs: Vec<String>,
    /// The node's output slots in order, "" where a slot is empty.
    pub outputs: Vec<String>,
    /// Relative tolerance.
    pub rtol: f64,
    /// Absolute tolerance.
    pub atol: f64,
}

impl Case {
    /// Opens the tensors of the case in `folder`.
    ///
    /// # Errors
    /// When the name is not a plain file name, and those of [`TensorFile::open`].
    pub fn open(&self, folder: &Path) -> Result<TensorFile, Obstacle> {
        if self.name.is_empty() || self.name.contains(['/', '\\', ':', '\0']) {
            return Err(broken(
                "the name of a case names its file: it may not hold a separator",
            ));
        }
        TensorFile::open(&folder.join(format!("{}.safetensors", self.name)))
    }

    /// The tolerance that the case states.
    ///
    /// # Errors
    /// When it is negative or not a number: everything or nothing would pass.
    pub fn tolerance(&self) -> Result<Tolerance, Obstacle> {
        let sound = |part: f64| part.is_finite() && part >= 0.0;
        if !sound(self.rtol) || !sound(self.atol) {
            return Err(broken(format!(
                "tolerances rtol {} and atol {}",
                self.rtol, self.atol
            )));
        }
        Ok(Tolerance {
            relative: self.rtol,
            absolute: self.atol,
        })
    }
}

/// The inputs of a node, by slot.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    names: &'a [String],
    file: &'a TensorFile,
}

impl<'a> Inputs<'a> {
    /// The inputs of `case` in `file`.
    pub fn new(case: &'a Case, file: &'a TensorFile) -> Self {
        Self {
            names: &case.inputs,
            file,
        }
    }

    /// The tensor of an optional slot.
    ///
    /// # Errors
    /// When the slot is taken and the file lacks its tensor.
    pub fn optional(&self, slot: usize) -> Result<Option<Tensor>, Obstacle> {
        match self.names.get(slot).map(String::as_str) {
            None | Some("") => Ok(None),
            Some(name) => self.file.tensor(&format!("in.{name}")).map(Some),
        }
    }

    /// The tensor of a slot that may not be empty; `what` names it in errors.
    ///
    /// # Errors
    /// When it is empty or the file lacks its tensor.
    pub fn required(&self, slot: usize, what: &str) -> Result<Tensor, Obstacle> {
        self.optional(slot)?
            .ok_or_else(|| broken(format!("input {slot} ({what}) is missing")))
    }
}
