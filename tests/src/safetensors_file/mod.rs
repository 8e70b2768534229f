//! Reads a safetensors file from a stranger.
//!
//! The `safetensors` crate checks that tensors tile the data without holes. It also accepts
//! files that no honest writer makes: a key given twice (the last one wins), data that does not
//! start on a multiple of its element size, fields it does not know, and shapes such as
//! `[0, 2^62]`. All of these are refused here, and how much is read at all is capped.

mod decode;
mod header;

use crate::Obstacle;
use crate::obstacle::broken;
use crate::tensor::Tensor;
use safetensors::SafeTensors;
use std::fs;
use std::path::Path;

/// Files above this many bytes are refused unread: a case is small.
pub const MAX_FILE_BYTES: u64 = 1 << 30;

/// The checked bytes of one file.
#[derive(Debug)]
pub struct TensorFile {
    bytes: Vec<u8>,
}

impl TensorFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`Obstacle::Unsupported`] for an element type that nothing here decodes,
    /// [`Obstacle::Broken`] for a file that cannot be read or breaks the format.
    pub fn open(path: &Path) -> Result<Self, Obstacle> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let metadata = fs::metadata(path).map_err(|error| broken(error).at(&name))?;
        if metadata.len() > MAX_FILE_BYTES {
            let bytes = metadata.len();
            return Err(
                broken(format!("{bytes} bytes, at most {MAX_FILE_BYTES} are read")).at(&name),
            );
        }
        let bytes = fs::read(path).map_err(|error| broken(error).at(&name))?;
        Self::parse(bytes).map_err(|obstacle| obstacle.at(&name))
    }

    /// Checks the bytes of a file.
    ///
    /// # Errors
    /// As [`TensorFile::open`].
    pub fn parse(bytes: Vec<u8>) -> Result<Self, Obstacle> {
        header::check(&bytes)?;
        SafeTensors::deserialize(&bytes).map_err(broken)?;
        Ok(Self { bytes })
    }

    /// The tensor of that name, decoded.
    ///
    /// # Errors
    /// [`Obstacle::Broken`] when there is none or its data is not of its type (a boolean that is
    /// neither 0 nor 1), [`Obstacle::Unsupported`] for an element type that is not decoded.
    pub fn tensor(&self, name: &str) -> Result<Tensor, Obstacle> {
        let file = SafeTensors::deserialize(&self.bytes).map_err(broken)?;
        let view = file.tensor(name).map_err(broken)?;
        decode::tensor(&view).map_err(|obstacle| obstacle.at(name))
    }
}
