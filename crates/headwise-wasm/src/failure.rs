//! Errors as JavaScript sees them.

use headwise_core::AttentionError;
#[cfg(any(feature = "cpu", feature = "gpu", feature = "map"))]
use headwise_core::ErrorCode;
use js_sys::{Array, Error, Reflect};
use wasm_bindgen::JsValue;

/// Something that was refused. Thrown as an `Error` named `AttentionError` with `code`, `operation`,
/// `left` and `right`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(Box<Details>);

/// Boxed: every `?` would move it otherwise, and readers download the code that does.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Details {
    code: &'static str,
    operation: &'static str,
    left: Vec<usize>,
    right: Vec<usize>,
    message: String,
}

impl Failure {
    /// A failure that is about no shapes.
    pub(crate) fn new(
        code: &'static str,
        operation: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self(Box::new(Details {
            code,
            operation,
            left: Vec::new(),
            right: Vec::new(),
            message: message.into(),
        }))
    }

    /// The request is not the object that the operation takes: code `bad-request`.
    pub(crate) fn bad_request(operation: &'static str, message: impl Into<String>) -> Self {
        Self::new("bad-request", operation, message)
    }

    /// An operand is not as long as its shape says: code `shape-mismatch`.
    #[cfg(any(feature = "cpu", feature = "gpu", feature = "map"))]
    pub(crate) fn mismatch(
        operation: &'static str,
        left: &[usize],
        right: &[usize],
        message: impl Into<String>,
    ) -> Self {
        AttentionError::new(ErrorCode::ShapeMismatch, operation, left, right, message).into()
    }
}

#[cfg(feature = "gpu")]
impl From<headwise_gpu::GpuError> for Failure {
    fn from(error: headwise_gpu::GpuError) -> Self {
        match error.refusal() {
            Some(refusal) => refusal.clone().into(),
            None => Self::new(error.code().as_str(), error.operation(), error.message()),
        }
    }
}

impl From<AttentionError> for Failure {
    fn from(error: AttentionError) -> Self {
        Self(Box::new(Details {
            code: error.code().as_str(),
            // A message about scalars already names them; shapes are spelt out.
            message: match (error.left.len(), error.right.len()) {
                (0 | 1, 0 | 1) => error.message,
                _ => error.to_string(),
            },
            operation: error.operation,
            left: error.left,
            right: error.right,
        }))
    }
}

impl From<Failure> for JsValue {
    fn from(Failure(failure): Failure) -> Self {
        let error = Error::new(&failure.message);
        error.set_name("AttentionError");
        let shape = |sizes: Vec<usize>| -> JsValue {
            let sizes = sizes.into_iter().map(|size| JsValue::from_f64(size as f64));
            sizes.collect::<Array>().into()
        };
        for (name, value) in [
            ("code", failure.code.into()),
            ("operation", failure.operation.into()),
            ("left", shape(failure.left)),
            ("right", shape(failure.right)),
        ] {
            // Only a frozen object refuses a property, and this one was made just now.
            let set = Reflect::set(&error, &name.into(), &value);
            debug_assert!(set.is_ok());
        }
        error.into()
    }
}
