//! Tensors by name and shape.

use super::Map;
use crate::safetensors::{FileError, TensorFile};
use crate::transformer::ModelError;
use ndarray::{Array1, Array2};

/// A file whose tensors may or may not have a prefix: a model saved without its head has none.
pub(super) struct Source<'a> {
    file: &'a TensorFile,
    prefix: &'static str,
}

/// Which axis of a stored matrix is the input.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// `[in, out]`, as GPT-2's Conv1D.
    InOut,
    /// `[out, in]`, as torch's Linear.
    OutIn,
}

impl<'a> Source<'a> {
    /// With `prefix` in front of every name, if any tensor of the file has it.
    pub(super) fn new(file: &'a TensorFile, prefix: &'static str) -> Self {
        let prefixed = file.names().iter().any(|name| name.starts_with(prefix));
        Self {
            file,
            prefix: if prefixed { prefix } else { "" },
        }
    }

    /// `[len]`.
    pub(super) fn vector(&self, name: &str, len: usize) -> Result<Array1<f32>, ModelError> {
        self.numbers(&self.full(name), &[len]).map(Array1::from_vec)
    }

    /// `[rows, columns]`.
    pub(super) fn matrix(&self, name: &str, shape: [usize; 2]) -> Result<Array2<f32>, ModelError> {
        self.unprefixed_matrix(&self.full(name), shape)
    }

    /// A matrix whose name never has the prefix, such as the head's.
    pub(super) fn unprefixed_matrix(
        &self,
        name: &str,
        shape: [usize; 2],
    ) -> Result<Array2<f32>, ModelError> {
        let numbers = self.numbers(name, &shape)?;
        Ok(Array2::from_shape_vec(shape, numbers)
            .expect("the shape is that of the file, which holds as many elements"))
    }

    /// The map of `d_in` to `d_out` features whose tensors are `name.weight` and, if it has one,
    /// `name.bias`.
    pub(super) fn map(
        &self,
        name: &str,
        order: Order,
        [d_in, d_out]: [usize; 2],
        bias: bool,
    ) -> Result<Map, ModelError> {
        let weight = format!("{name}.weight");
        Ok(Map {
            weight: match order {
                Order::InOut => self.matrix(&weight, [d_in, d_out])?,
                Order::OutIn => self.matrix(&weight, [d_out, d_in])?.reversed_axes(),
            },
            bias: bias
                .then(|| self.vector(&format!("{name}.bias"), d_out))
                .transpose()?,
        })
    }

    fn full(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let view = self
            .file
            .tensor(name)
            .ok_or_else(|| ModelError::MissingTensor {
                name: name.to_owned(),
                shape: shape.to_vec(),
            })?;
        if view.shape() != shape {
            return Err(ModelError::WrongShape {
                name: name.to_owned(),
                expected: shape.to_vec(),
                found: view.shape().to_vec(),
            });
        }
        let element = view.element().map_err(|error| error.at(name))?;
        if !element.is_float() {
            let message = format!("{name}: elements of type {element:?} are no parameters");
            return Err(FileError::Broken(message).into());
        }
        Ok(view.numbers().map_err(|error| error.at(name))?)
    }
}
