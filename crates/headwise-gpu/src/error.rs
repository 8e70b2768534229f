//! What can go wrong on the way to a GPU and back.

use headwise_core::AttentionError;
use std::fmt;

/// The kind of a [`GpuError`]. The text of [`GpuErrorCode::as_str`] is stable: programs may compare
/// it, while messages may be reworded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GpuErrorCode {
    /// The call itself is wrong: see [`GpuError::refusal`].
    Refused,
    /// There is no adapter.
    NoAdapter,
    /// The adapter gives no device.
    NoDevice,
    /// The adapter's limits are too low for the kernels or for this problem.
    LimitsTooLow,
    /// The device rejected a shader or a command.
    Validation,
    /// The device has no memory left.
    OutOfMemory,
    /// The device is gone; a new engine has to be made.
    DeviceLost,
    /// The driver failed in a way that has no name.
    Internal,
}

impl GpuErrorCode {
    /// The stable name, in kebab case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NoAdapter => "no-adapter",
            Self::NoDevice => "no-device",
            Self::LimitsTooLow => "limits-too-low",
            Self::Validation => "validation",
            Self::OutOfMemory => "out-of-memory",
            Self::DeviceLost => "device-lost",
            Self::Internal => "internal",
        }
    }
}

/// A call that did not succeed: what was attempted and why it failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GpuError(Box<Details>);

/// Boxed: every `?` would move it otherwise, and readers download the code that does.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Details {
    code: GpuErrorCode,
    operation: &'static str,
    message: String,
    refusal: Option<AttentionError>,
}

impl GpuError {
    pub(crate) fn new(
        code: GpuErrorCode,
        operation: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self(Box::new(Details {
            code,
            operation,
            message: message.into(),
            refusal: None,
        }))
    }

    /// The kind of failure.
    pub fn code(&self) -> GpuErrorCode {
        self.0.code
    }

    /// What was attempted, such as `attention`.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// One sentence that says why, with the numbers that matter.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The mistake in the call, when that is why: it has a code and the shapes of its own.
    pub fn refusal(&self) -> Option<&AttentionError> {
        self.0.refusal.as_ref()
    }
}

impl From<AttentionError> for GpuError {
    fn from(refusal: AttentionError) -> Self {
        Self(Box::new(Details {
            code: GpuErrorCode::Refused,
            operation: refusal.operation,
            message: refusal.to_string(),
            refusal: Some(refusal),
        }))
    }
}

impl fmt::Display for GpuError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.refusal() {
            Some(refusal) => refusal.fmt(f),
            None => {
                let (operation, message) = (self.operation(), self.message());
                write!(f, "{operation}: {message} ({})", self.code().as_str())
            }
        }
    }
}

impl std::error::Error for GpuError {}
