//! Tensor files on disk: `headwise_model::safetensors` reads them, in f64 and from a path.

use crate::Obstacle;
use crate::obstacle::broken;
use crate::tensor::Tensor;
use headwise_model::safetensors;
use ndarray::{ArrayD, IxDyn};
use std::fs;
use std::path::Path;

/// Files above this many bytes are refused unread: a case is small.
pub const MAX_FILE_BYTES: u64 = 1 << 30;

/// The checked bytes of one file.
#[derive(Debug)]
pub struct TensorFile(safetensors::TensorFile);

impl TensorFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`Obstacle::Unsupported`] for an element type that the format does not know,
    /// [`Obstacle::Broken`] for a file that cannot be read or breaks the format.
    pub fn open(path: &Path) -> Result<Self, Obstacle> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        read(path)
            .and_then(Self::parse)
            .map_err(|obstacle| obstacle.at(&name))
    }

    /// Checks the bytes of a file.
    ///
    /// # Errors
    /// As [`TensorFile::open`].
    pub fn parse(bytes: Vec<u8>) -> Result<Self, Obstacle> {
        Ok(Self(safetensors::TensorFile::parse(bytes)?))
    }

    /// The names of the tensors, in the order of their data.
    pub fn names(&self) -> Vec<String> {
        self.0.names()
    }

    /// The tensor of that name, decoded.
    ///
    /// # Errors
    /// [`Obstacle::Broken`] when there is none or its data is not of its type (a boolean that is
    /// neither 0 nor 1), [`Obstacle::Unsupported`] for an element type that is not decoded.
    pub fn tensor(&self, name: &str) -> Result<Tensor, Obstacle> {
        let view = self
            .0
            .tensor(name)
            .ok_or_else(|| broken("is not in the file").at(name))?;
        let decode = || Ok((view.element()?, view.numbers::<f64>()?));
        let (element, numbers) =
            decode().map_err(|error: safetensors::FileError| Obstacle::from(error).at(name))?;
        let values = ArrayD::from_shape_vec(IxDyn(view.shape()), numbers).map_err(broken)?;
        Ok(Tensor { element, values })
    }
}

/// The bytes of a file that is not too long to be a case's.
///
/// # Errors
/// [`Obstacle::Broken`] when it cannot be read or is too long.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Obstacle> {
    let bytes = fs::metadata(path).map_err(broken)?.len();
    if bytes > MAX_FILE_BYTES {
        return Err(broken(format!(
            "{bytes} bytes, at most {MAX_FILE_BYTES} are read"
        )));
    }
    fs::read(path).map_err(broken)
}
