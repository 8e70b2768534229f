//! The one error of the library: what was attempted, on which shapes, and a code that stays.

use std::fmt;

/// What kind of mistake an [`AttentionError`] reports. The text of [`ErrorCode::as_str`] is stable:
/// programs may compare it, while messages may be reworded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// Two shapes that have to agree do not.
    ShapeMismatch,
    /// The number of heads does not divide what has to be shared out among them.
    HeadsDoNotDivide,
    /// A mask does not broadcast to `[batch, heads, q_len, kv_len]`.
    BadMask,
    /// A scalar setting is outside its domain: a scale that is not finite, a length beyond the keys.
    BadSetting,
    /// A size overflows the address space.
    TooLarge,
    /// A text holds no token.
    EmptyText,
    /// A trained model is asked for and none was given.
    NoModel,
    /// A cache has no room for another token.
    CacheFull,
}

impl ErrorCode {
    /// The stable name, in kebab case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ShapeMismatch => "shape-mismatch",
            Self::HeadsDoNotDivide => "heads-do-not-divide",
            Self::BadMask => "bad-mask",
            Self::BadSetting => "bad-setting",
            Self::TooLarge => "too-large",
            Self::EmptyText => "empty-text",
            Self::NoModel => "no-model",
            Self::CacheFull => "cache-full",
        }
    }
}

/// A refused call: the operation, the two shapes (or numbers) that disagree, and why.
///
/// ```
/// use headwise_core::{Dims, ErrorCode};
///
/// let error = Dims::from_shapes(&[1, 8, 5, 64], &[1, 3, 5, 64], &[1, 3, 5, 64]).unwrap_err();
/// assert_eq!(error.code(), ErrorCode::HeadsDoNotDivide);
/// assert_eq!(error.code().as_str(), "heads-do-not-divide");
/// assert_eq!(error.left, [1, 8, 5, 64]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttentionError {
    code: ErrorCode,
    /// What was attempted, such as `attention`.
    pub operation: &'static str,
    /// The shape of the first operand; a list of one for a length.
    pub left: Vec<usize>,
    /// The shape of the second operand, or what the first one should have been.
    pub right: Vec<usize>,
    /// One sentence that says what has to hold.
    pub message: String,
}

impl AttentionError {
    /// An error of `operation` on the shapes `left` and `right`.
    pub fn new(
        code: ErrorCode,
        operation: &'static str,
        left: &[usize],
        right: &[usize],
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            operation,
            left: left.to_vec(),
            right: right.to_vec(),
            message: message.into(),
        }
    }

    /// An error of the operation `attention`.
    pub(crate) fn attention(
        code: ErrorCode,
        left: &[usize],
        right: &[usize],
        message: impl Into<String>,
    ) -> Self {
        Self::new(code, "attention", left, right, message)
    }

    /// The kind of mistake.
    pub fn code(&self) -> ErrorCode {
        self.code
    }
}

impl fmt::Display for AttentionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            left,
            right,
            message,
            ..
        } = self;
        write!(f, "{operation}: {message} (left {left:?}, right {right:?})")
    }
}

impl std::error::Error for AttentionError {}
