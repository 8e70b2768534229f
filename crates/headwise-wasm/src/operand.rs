//! What stands for an array in a request.

use crate::failure::Failure;
use crate::fields::Fields;
use js_sys::Float32Array;
use wasm_bindgen::{JsCast, JsValue};

/// An array, or one that stays with the instance.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    /// Copied for this call.
    Array(Float32Array),
    /// The tensor that was given this id.
    Kept(u32),
}

impl Operand {
    /// The operand of that name: a `Float32Array` or `{ tensor: id }`.
    ///
    /// # Errors
    /// `bad-request` when it is missing or neither.
    pub(crate) fn read(
        fields: &Fields,
        operation: &'static str,
        name: &str,
    ) -> Result<Self, Failure> {
        let operand = Self::read_optional(fields, operation, name)?;
        fields.required(name, operand)
    }

    /// As [`Operand::read`], where it may be missing.
    pub(crate) fn read_optional(
        fields: &Fields,
        operation: &'static str,
        name: &str,
    ) -> Result<Option<Self>, Failure> {
        let Some(value) = fields.any(name) else {
            return Ok(None);
        };
        match value.dyn_into::<Float32Array>() {
            Ok(array) => Ok(Some(Self::Array(array))),
            Err(other) => {
                let id = tensor(operation, &other);
                let id =
                    id.ok_or_else(|| fields.refuse(name, "must be a Float32Array or a tensor"))?;
                Ok(Some(Self::Kept(id)))
            }
        }
    }
}

fn tensor(operation: &'static str, value: &JsValue) -> Option<u32> {
    let id = Fields::of(operation, value, &["tensor"])
        .ok()?
        .count("tensor")
        .ok()??;
    u32::try_from(id).ok()
}
