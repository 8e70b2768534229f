//! Why a file was refused.

use std::fmt;

/// Why a file, or a tensor in it, was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// Sound as far as it can be told, but of an element type that is not decoded here.
    Unsupported(String),
    /// It breaks the format, or is such as no honest writer makes.
    Broken(String),
}

impl FileError {
    /// The same error with `place` in front of its message.
    pub fn at(self, place: impl fmt::Display) -> Self {
        match self {
            Self::Unsupported(message) => Self::Unsupported(format!("{place}: {message}")),
            Self::Broken(message) => Self::Broken(format!("{place}: {message}")),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(message) | Self::Broken(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for FileError {}
