//! The fields of a request object, read by hand: strictly, and in a fraction of the code that a
//! deserializer of the same strictness takes. Readers download it.

use crate::failure::Failure;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Integers beyond this are not exact in JavaScript.
#[cfg(any(feature = "cpu", feature = "gpu"))]
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// An object whose fields are all known.
pub(crate) struct Fields<'a> {
    operation: &'static str,
    object: &'a Object,
}

impl<'a> Fields<'a> {
    /// The fields of `value`. Those that are `undefined` count as absent.
    ///
    /// # Errors
    /// `bad-request` when it is no object, or has a field that is not among `known`.
    pub(crate) fn of(
        operation: &'static str,
        value: &'a JsValue,
        known: &[&str],
    ) -> Result<Self, Failure> {
        let Some(object) = value.dyn_ref::<Object>() else {
            return Err(Failure::bad_request(operation, "expected a plain object"));
        };
        let fields = Self { operation, object };
        for key in Object::keys(object) {
            let name = key.as_string().unwrap_or_default();
            if !known.contains(&name.as_str()) && !fields.raw(&name).is_undefined() {
                return Err(fields.refuse(&name, "is no field of the request"));
            }
        }
        Ok(fields)
    }

    /// A field as it is; `None` where it is absent or `null`.
    pub(crate) fn any(&self, name: &str) -> Option<JsValue> {
        Some(self.raw(name)).filter(|value| !value.is_undefined() && !value.is_null())
    }

    /// A field that must be there.
    pub(crate) fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, Failure> {
        value.ok_or_else(|| self.refuse(name, "is missing"))
    }

    /// A whole number from 0.
    pub(crate) fn count(&self, name: &str) -> Result<Option<usize>, Failure> {
        self.any(name)
            .map(|value| self.whole(name, &value).map(|number| number as usize))
            .transpose()
    }

    /// A whole number of 32 bits, such as a seed.
    #[cfg(feature = "trace")]
    pub(crate) fn word(&self, name: &str) -> Result<Option<u32>, Failure> {
        // An address has 32 bits here.
        Ok(self.count(name)?.map(|number| number as u32))
    }

    /// A number.
    pub(crate) fn real(&self, name: &str) -> Result<Option<f64>, Failure> {
        let read = |value: JsValue| {
            let number = value.as_f64();
            number.ok_or_else(|| self.refuse(name, "must be a number"))
        };
        self.any(name).map(read).transpose()
    }

    /// A number, rounded to f32.
    #[cfg(any(feature = "cpu", feature = "gpu"))]
    pub(crate) fn number(&self, name: &str) -> Result<Option<f32>, Failure> {
        Ok(self.real(name)?.map(|number| number as f32))
    }

    /// A text.
    #[cfg(feature = "trace")]
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        let read = |value: JsValue| {
            let text = value.as_string();
            text.ok_or_else(|| self.refuse(name, "must be a text"))
        };
        self.any(name).map(read).transpose()
    }

    /// An object within, read by `read`.
    #[cfg(feature = "trace")]
    pub(crate) fn part<T>(
        &self,
        name: &str,
        read: fn(&JsValue) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        self.any(name).map(|value| read(&value)).transpose()
    }

    /// True or false.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Failure> {
        let read = |value: JsValue| {
            let flag = value.as_bool();
            flag.ok_or_else(|| self.refuse(name, "must be true or false"))
        };
        self.any(name).map(read).transpose()
    }

    /// The place of a text among the texts that it may be.
    pub(crate) fn choice(&self, name: &str, among: &[&str]) -> Result<Option<usize>, Failure> {
        let read = |value: JsValue| {
            let text = value.as_string();
            let place = text.and_then(|text| among.iter().position(|own| *own == text));
            place.ok_or_else(|| self.refuse(name, "is none of the values that it can have"))
        };
        self.any(name).map(read).transpose()
    }

    /// An array of whole numbers from 0.
    pub(crate) fn counts(&self, name: &str) -> Result<Option<Vec<usize>>, Failure> {
        let numbers = self.list(name, |value| self.whole(name, value))?;
        Ok(numbers.map(|list| list.into_iter().map(|number| number as usize).collect()))
    }

    /// An array of whole numbers.
    #[cfg(any(feature = "cpu", feature = "gpu"))]
    pub(crate) fn integers(&self, name: &str) -> Result<Option<Vec<i64>>, Failure> {
        let integer = |value: &JsValue| {
            let number = value.as_f64().filter(|number| number.fract() == 0.0);
            let number = number.filter(|number| number.abs() <= MAX_SAFE_INTEGER);
            number.ok_or_else(|| self.refuse(name, "must hold whole numbers"))
        };
        let numbers = self.list(name, integer)?;
        Ok(numbers.map(|list| list.into_iter().map(|number| number as i64).collect()))
    }

    /// Code `bad-request`, about this field.
    pub(crate) fn refuse(&self, name: &str, what: &str) -> Failure {
        Failure::bad_request(self.operation, ["`", name, "` ", what].concat())
    }

    fn list(
        &self,
        name: &str,
        read: impl Fn(&JsValue) -> Result<f64, Failure>,
    ) -> Result<Option<Vec<f64>>, Failure> {
        let Some(value) = self.any(name) else {
            return Ok(None);
        };
        let Some(array) = value.dyn_ref::<Array>() else {
            return Err(self.refuse(name, "must be an array of numbers"));
        };
        array
            .iter()
            .map(|value| read(&value))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// Sizes that an instance can't address are refused here: they would not survive the conversion.
    fn whole(&self, name: &str, value: &JsValue) -> Result<f64, Failure> {
        let number = value.as_f64().filter(|number| number.fract() == 0.0);
        let number = number.filter(|number| (0.0..=usize::MAX as f64).contains(number));
        number.ok_or_else(|| self.refuse(name, "must be a whole number from 0, below 2^32"))
    }

    fn raw(&self, name: &str) -> JsValue {
        // A getter that throws is as good as no field: what is required is then missing.
        Reflect::get(self.object, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }
}
