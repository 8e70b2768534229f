//! Reads a safetensors file from a stranger.
//!
//! The `safetensors` crate checks that tensors tile the data without holes. It also accepts
//! files that no honest writer makes: a key given twice (the last one wins), data that does not
//! start on a multiple of its element size, fields it does not know, and shapes such as
//! `[0, 2^62]`. All of these are refused here before anything is allocated for them.

mod element;
mod error;
mod header;

pub use element::ElementType;
pub use error::FileError;

use headwise_core::Real;
use safetensors::{SafeTensors, tensor::Metadata};

/// The checked bytes of one file.
///
/// ```
/// use headwise_model::safetensors::TensorFile;
///
/// let header = br#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  "#;
/// let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
/// bytes.extend(header);
/// bytes.extend(1.5_f32.to_le_bytes());
/// let file = TensorFile::parse(bytes)?;
/// assert_eq!(file.tensor("x").unwrap().numbers::<f32>()?, [1.5]);
/// assert!(file.tensor("y").is_none());
/// # Ok::<(), headwise_model::safetensors::FileError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TensorFile {
    bytes: Vec<u8>,
    metadata: Metadata,
}

impl TensorFile {
    /// Checks the bytes of a file and keeps them as they are: tensors are decoded when asked for.
    ///
    /// # Errors
    /// [`FileError::Unsupported`] for an element type that the format does not know,
    /// [`FileError::Broken`] for a file that breaks the format.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, FileError> {
        header::check(&bytes)?;
        let (_, metadata) = SafeTensors::read_metadata(&bytes)
            .map_err(|error| FileError::Broken(error.to_string()))?;
        Ok(Self { bytes, metadata })
    }

    /// The names of the tensors, in the order of their data.
    pub fn names(&self) -> Vec<String> {
        self.metadata.offset_keys()
    }

    /// The tensor of that name, if there is one.
    pub fn tensor(&self, name: &str) -> Option<TensorView<'_>> {
        let info = self.metadata.info(name)?;
        // The data ends where the file does: that was checked when it was parsed.
        let data_start = self.bytes.len() - self.metadata.data_len();
        let (start, end) = info.data_offsets;
        Some(TensorView {
            dtype: info.dtype,
            shape: &info.shape,
            data: &self.bytes[data_start + start..data_start + end],
        })
    }
}

/// One tensor of a file, not yet decoded.
#[derive(Clone, Copy, Debug)]
pub struct TensorView<'a> {
    dtype: safetensors::Dtype,
    shape: &'a [usize],
    data: &'a [u8],
}

impl<'a> TensorView<'a> {
    /// The sizes of its axes, outermost first.
    pub fn shape(&self) -> &'a [usize] {
        self.shape
    }

    /// The type of its elements.
    ///
    /// # Errors
    /// [`FileError::Unsupported`] for a type that is not decoded here.
    pub fn element(&self) -> Result<ElementType, FileError> {
        ElementType::of(self.dtype)
    }

    /// Its elements in row-major order, each rounded to the nearest `T`.
    ///
    /// # Errors
    /// Those of [`TensorView::element`]; [`FileError::Broken`] for data that the type does not allow.
    pub fn numbers<T: Real>(&self) -> Result<Vec<T>, FileError> {
        self.element()?.decode(self.data)
    }
}
