//! Why a tokenizer was refused.

use std::fmt;

/// What kind of fault a [`TokenizerError`] reports. The text of [`Fault::as_str`] is stable: programs
/// may compare it, while messages may be reworded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// More bytes than are read.
    TooLarge,
    /// Not JSON, or not the JSON of a tokenizer.
    NotATokenizer,
    /// A sound file that asks for what is not built here.
    Unsupported,
    /// Two tokens have one name or one number.
    AmbiguousToken,
    /// A merge of, or into, what is no token, or one that is given twice.
    BrokenMerge,
    /// A template or a setting names a token that there is not.
    UnknownToken,
    /// A byte of a text has no token.
    NoToken,
}

impl Fault {
    /// The stable name, in kebab case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::NotATokenizer => "not-a-tokenizer",
            Self::Unsupported => "unsupported",
            Self::AmbiguousToken => "ambiguous-token",
            Self::BrokenMerge => "broken-merge",
            Self::UnknownToken => "unknown-token",
            Self::NoToken => "no-token",
        }
    }
}

/// A refusal: what is wrong, where, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenizerError {
    /// What kind of fault it is.
    pub fault: Fault,
    /// Where: a path into the file such as `model.merges[12]`, a line and column, or a place in the
    /// text.
    pub place: String,
    /// Why.
    pub message: String,
}

impl TokenizerError {
    pub(super) fn new(fault: Fault, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            fault,
            place: place.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for TokenizerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for TokenizerError {}
