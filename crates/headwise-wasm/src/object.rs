//! Request objects into Rust and results back, strictly: a misspelt field is refused, not ignored.

use crate::failure::Failure;
#[cfg(any(feature = "cpu", feature = "model", feature = "map"))]
use js_sys::Float32Array;
use js_sys::{Object, Reflect};
#[cfg(feature = "cpu")]
use ndarray::{Array, Dimension};
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::{Serialize, forward_to_deserialize_any};
use serde_wasm_bindgen::Serializer;
#[cfg(any(feature = "cpu", feature = "model", feature = "map"))]
use serde_wasm_bindgen::preserve;
use wasm_bindgen::{JsCast, JsValue};

/// Reads a request. A field that is `undefined` counts as absent.
pub(crate) fn read<T: DeserializeOwned>(
    operation: &'static str,
    request: &JsValue,
) -> Result<T, Failure> {
    from_object(request).map_err(|error| Failure::bad_request(operation, message(error)))
}

/// Writes a plain object of plain values.
pub(crate) fn write(operation: &'static str, value: &impl Serialize) -> Result<JsValue, Failure> {
    let written = value.serialize(&Serializer::json_compatible());
    written.map_err(|error| Failure::bad_request(operation, message(error)))
}

/// A `Float32Array` that was copied out of the module's memory.
#[cfg(any(feature = "cpu", feature = "model", feature = "map"))]
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Numbers(#[serde(with = "preserve")] pub(crate) Float32Array);

#[cfg(any(feature = "cpu", feature = "model", feature = "map"))]
impl Numbers {
    /// These numbers.
    pub(crate) fn of(cells: &[f32]) -> Self {
        Self(Float32Array::from(cells))
    }

    /// These numbers in the first cells of `room`, if there is one with as many, else in an array of their own.
    #[cfg(feature = "cpu")]
    pub(crate) fn placed(cells: &[f32], room: Option<&Float32Array>) -> Self {
        let enough = room.filter(|room| room.length() as usize >= cells.len());
        match enough {
            Some(room) => {
                let own = room.subarray(0, cells.len() as u32);
                own.copy_from(cells);
                Self(own)
            }
            None => Self::of(cells),
        }
    }

    /// The cells of an array in row-major order, whatever its layout in memory.
    #[cfg(feature = "cpu")]
    pub(crate) fn row_major<D: Dimension>(array: &Array<f32, D>) -> Self {
        Self(match array.as_slice() {
            Some(cells) => Float32Array::from(cells),
            None => Float32Array::from(array.iter().copied().collect::<Vec<_>>().as_slice()),
        })
    }
}

/// For `deserialize_with`: a typed array, or another object of a class, as it is.
#[cfg(any(feature = "cpu", feature = "map"))]
pub(crate) fn instance<'de, D: Deserializer<'de>, T: JsCast>(from: D) -> Result<T, D::Error> {
    let value: JsValue = preserve::deserialize(from)?;
    value.dyn_into().map_err(|_| {
        let class = std::any::type_name::<T>();
        let class = class.rsplit("::").next().unwrap_or(class);
        D::Error::custom(format!("expected a {class}"))
    })
}

fn from_object<T: DeserializeOwned>(value: &JsValue) -> Result<T, serde_wasm_bindgen::Error> {
    let Some(object) = value.dyn_ref::<Object>() else {
        return Err(Error::custom("expected a plain object"));
    };
    let defined = Object::new();
    for key in Object::keys(object) {
        let member = Reflect::get(object, &key)?;
        if !member.is_undefined() {
            Reflect::set(&defined, &key, &member)?;
        }
    }
    T::deserialize(AllFields(defined.into()))
}

fn message(error: serde_wasm_bindgen::Error) -> String {
    let error = JsValue::from(error);
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{error:?}"),
    }
}

/// Shows a struct every field of the object. serde-wasm-bindgen itself looks up the fields that the
/// struct has, and so would never notice one that it does not have.
struct AllFields(JsValue);

impl<'de> Deserializer<'de> for AllFields {
    type Error = serde_wasm_bindgen::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        serde_wasm_bindgen::Deserializer::from(self.0).deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}
