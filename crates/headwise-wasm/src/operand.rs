//! What stands for an array in a request.

use crate::object;
use js_sys::Float32Array;
use serde::{Deserialize, Deserializer};
use wasm_bindgen::{JsCast, JsValue};

/// An array, or one that stays with the instance.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    /// Copied for this call.
    Array(Float32Array),
    /// The tensor that was given this id.
    Kept(u32),
}

/// How a request names a tensor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TensorRef {
    tensor: u32,
}

/// For `deserialize_with`: a `Float32Array` or `{ tensor: id }`.
pub(crate) fn operand<'de, D: Deserializer<'de>>(from: D) -> Result<Operand, D::Error> {
    let value: JsValue = serde_wasm_bindgen::preserve::deserialize(from)?;
    one_of::<D>(value)
}

/// For `deserialize_with`: as [`operand`], or `null`.
pub(crate) fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Operand>, D::Error> {
    let value: JsValue = serde_wasm_bindgen::preserve::deserialize(from)?;
    if value.is_null() {
        return Ok(None);
    }
    one_of::<D>(value).map(Some)
}

fn one_of<'de, D: Deserializer<'de>>(value: JsValue) -> Result<Operand, D::Error> {
    match value.dyn_into::<Float32Array>() {
        Ok(array) => Ok(Operand::Array(array)),
        Err(value) => object::inside::<TensorRef, D::Error>(&value)
            .map(|TensorRef { tensor }| Operand::Kept(tensor))
            .map_err(|error| {
                serde::de::Error::custom(format!("expected a Float32Array or a tensor: {error}"))
            }),
    }
}
