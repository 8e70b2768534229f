//! Parameters in and out of safetensors files.

use super::{Network, Parameters};
use crate::safetensors::{ElementType, TensorFile};
use crate::transformer::{Architecture, ModelError};
use half::f16;
use headwise_core::Real;
use safetensors::tensor::{Dtype, TensorView, serialize};

/// In which type the parameters are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// IEEE 754 binary16.
    F16,
    /// IEEE 754 binary32: exactly what was trained.
    F32,
}

impl<T: Real> Parameters<T> {
    /// Takes the network's tensors out of a file, whose names may or may not have the prefix of the
    /// architecture. Others are passed over.
    ///
    /// # Errors
    /// [`ModelError::MissingTensor`], [`ModelError::WrongShape`] and [`ModelError::File`], each with
    /// the tensor's name.
    pub fn read(network: &Network, file: &TensorFile) -> Result<Self, ModelError> {
        let prefix = match network.config().architecture {
            Architecture::Gpt2 => "transformer.",
            Architecture::Llama => "model.",
        };
        let names = file.names();
        let mut parameters = Self::zeros(network);
        for (name, slot) in parameters.tensors().to_vec() {
            let full = format!("{prefix}{name}");
            let name = if names.contains(&full) { full } else { name };
            let shape = slot.file_shape();
            let view = file
                .tensor(&name)
                .ok_or_else(|| ModelError::MissingTensor {
                    name: name.clone(),
                    shape: shape.to_vec(),
                })?;
            if view.shape() != shape {
                return Err(ModelError::WrongShape {
                    name,
                    expected: shape.to_vec(),
                    found: view.shape().to_vec(),
                });
            }
            let numbers = view.numbers().map_err(|error| error.at(&name))?;
            parameters.numbers_mut()[slot.range()].copy_from_slice(&numbers);
        }
        Ok(parameters)
    }

    /// A safetensors file of all tensors, named as transformers' models with a head name theirs.
    pub fn write(&self, network: &Network, storage: Storage) -> Vec<u8> {
        let prefix = match network.config().architecture {
            Architecture::Gpt2 => "transformer.",
            Architecture::Llama => "model.",
        };
        let stored = self.tensors().iter().map(|(name, slot)| {
            let numbers = &self.numbers()[slot.range()];
            let name = match name.as_str() {
                "lm_head.weight" => name.clone(),
                _ => format!("{prefix}{name}"),
            };
            (name, slot.file_shape().to_vec(), storage.bytes(numbers))
        });
        let stored: Vec<_> = stored.collect();
        let views = stored.iter().map(|(name, shape, bytes)| {
            let view = TensorView::new(storage.dtype(), shape.clone(), bytes);
            (name, view.expect("as many bytes as the shape asks for"))
        });
        // The transformers library refuses a file that does not say where it comes from.
        let format = [("format".to_owned(), "pt".to_owned())].into();
        serialize(views, Some(format)).expect("a header of names and shapes")
    }

    /// The same, each number rounded to the type.
    pub fn rounded(&self, storage: Storage) -> Self {
        let element = match storage {
            Storage::F16 => ElementType::F16,
            Storage::F32 => ElementType::F32,
        };
        let mut rounded = self.clone();
        for number in rounded.numbers_mut() {
            *number = T::from_f64(element.round(Real::to_f64(*number)));
        }
        rounded
    }
}

impl Storage {
    fn dtype(self) -> Dtype {
        match self {
            Self::F16 => Dtype::F16,
            Self::F32 => Dtype::F32,
        }
    }

    fn bytes<T: Real>(self, numbers: &[T]) -> Vec<u8> {
        let numbers = numbers.iter().copied().map(Real::to_f64);
        match self {
            Self::F16 => numbers
                .flat_map(|number| f16::from_f64(number).to_le_bytes())
                .collect(),
            Self::F32 => numbers
                .flat_map(|number| (number as f32).to_le_bytes())
                .collect(),
        }
    }
}
