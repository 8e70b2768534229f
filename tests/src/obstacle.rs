//! Why a case gave no numbers to compare.

use headwise_model::safetensors::FileError;
use std::fmt;

/// What stood between a case and its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Sound, but nothing here computes it yet: the case is skipped, and the reason is printed.
    Unsupported(String),
    /// The case or the backend is at fault: the case fails.
    Broken(String),
}

impl Obstacle {
    /// The same obstacle with `place` in front of its message.
    pub fn at(self, place: impl fmt::Display) -> Self {
        match self {
            Self::Unsupported(reason) => Self::Unsupported(format!("{place}: {reason}")),
            Self::Broken(message) => Self::Broken(format!("{place}: {message}")),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(text) | Self::Broken(text) => out.write_str(text),
        }
    }
}

impl std::error::Error for Obstacle {}

impl From<FileError> for Obstacle {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Unsupported(reason) => Self::Unsupported(reason),
            FileError::Broken(message) => Self::Broken(message),
        }
    }
}

/// [`Obstacle::Broken`] from anything that can be printed.
pub(crate) fn broken(message: impl fmt::Display) -> Obstacle {
    Obstacle::Broken(message.to_string())
}

/// [`Obstacle::Unsupported`] from anything that can be printed.
pub(crate) fn unsupported(reason: impl fmt::Display) -> Obstacle {
    Obstacle::Unsupported(reason.to_string())
}
