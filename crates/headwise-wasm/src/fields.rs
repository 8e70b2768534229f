//! The fields of a request object, read by hand: strictly, and in a fraction of the code that a
//! deserializer of the same strictness takes. Readers download it.

use crate::failure::Failure;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Integers beyond this are not exact in JavaScript.
#[cfg(any(feature = "cpu", feature = "gpu"))]
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The fields of an object, all of them known.
pub(crate) struct Fields {
    operation: &'static str,
    /// Those that are there. A look at JavaScript takes longer than one through this list, and most
    /// requests have a few of many fields.
    own: Vec<(String, JsValue)>,
}

impl Fields {
    /// The fields of `value`. Those that are `undefined` or `null` count as absent.
    ///
    /// # Errors
    /// `bad-request` when it is no object, or has a field that is not among `known`.
    pub(crate) fn of(
        operation: &'static str,
        value: &JsValue,
        known: &[&str],
    ) -> Result<Self, Failure> {
        let Some(object) = value.dyn_ref::<Object>() else {
            return Err(Failure::bad_request(operation, "expected a plain object"));
        };
        let own = Vec::with_capacity(known.len());
        let mut fields = Self { operation, own };
        for key in Object::keys(object) {
            // A getter that throws is as good as no field: what is required is then missing.
            let value = Reflect::get(object, &key).unwrap_or(JsValue::UNDEFINED);
            let name = key.as_string().unwrap_or_default();
            if !known.contains(&name.as_str()) && !value.is_undefined() {
                return Err(fields.refuse(&name, "is no field of the request"));
            }
            if !value.is_undefined() && !value.is_null() {
                fields.own.push((name, value));
            }
        }
        Ok(fields)
    }

    /// A field as it is; `None` where it is absent or `null`.
    pub(crate) fn any(&self, name: &str) -> Option<JsValue> {
        let mut own = self.own.iter();
        own.find(|(own, _)| own == name)
            .map(|(_, value)| value.clone())
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
    #[cfg(feature = "sentence")]
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
    #[cfg(feature = "sentence")]
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        let read = |value: JsValue| {
            let text = value.as_string();
            text.ok_or_else(|| self.refuse(name, "must be a text"))
        };
        self.any(name).map(read).transpose()
    }

    /// An object within, read by `read`.
    #[cfg(feature = "sentence")]
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
}
