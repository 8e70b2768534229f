//! The attributes of a node.

use crate::Obstacle;
use crate::obstacle::{broken, unsupported};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Attributes by name, as JSON has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Attributes(Map<String, Value>);

impl Attributes {
    /// Refuses attributes that a later version of the operator may have brought: a result that
    /// ignores one would be wrong.
    ///
    /// # Errors
    /// [`Obstacle::Unsupported`], naming the first that is not in `known`.
    pub fn only(&self, known: &[&str]) -> Result<(), Obstacle> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(unsupported(format!("attribute {name} is unknown"))),
        }
    }

    /// An integer attribute.
    ///
    /// # Errors
    /// When it is there and not an integer.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Obstacle> {
        self.read(name, "an integer", Value::as_i64)
    }

    /// An attribute that counts something.
    ///
    /// # Errors
    /// When it is there and not an integer of at least 0.
    pub fn count(&self, name: &str) -> Result<Option<usize>, Obstacle> {
        self.read(name, "a count", |value| {
            value.as_u64().and_then(|count| count.try_into().ok())
        })
    }

    /// A truth value: ONNX writes 0 or 1. Absent is false.
    ///
    /// # Errors
    /// When it is something else.
    pub fn flag(&self, name: &str) -> Result<bool, Obstacle> {
        let value = self.read(name, "0 or 1", |value| match value.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        })?;
        Ok(value.unwrap_or(false))
    }

    /// A name.
    ///
    /// # Errors
    /// When it is there and not a text.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Obstacle> {
        self.0
            .get(name)
            .map(|value| {
                value
                    .as_str()
                    .ok_or_else(|| broken(format!("attribute {name} is {value}, not a text")))
            })
            .transpose()
    }

    /// A floating point attribute.
    ///
    /// # Errors
    /// When it is there and not a number.
    pub fn float(&self, name: &str) -> Result<Option<f64>, Obstacle> {
        self.read(name, "a number", Value::as_f64)
    }

    fn read<T>(
        &self,
        name: &str,
        wanted: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, Obstacle> {
        self.0
            .get(name)
            .map(|value| {
                read(value)
                    .ok_or_else(|| broken(format!("attribute {name} is {value}, not {wanted}")))
            })
            .transpose()
    }
}
