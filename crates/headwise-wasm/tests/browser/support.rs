//! Request objects, and looking into what comes back.

use headwise_core::draw::draw;
use js_sys::{Array, Error, Float32Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An object with these members.
pub(crate) fn object<const N: usize>(members: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        set(&object, name, value);
    }
    object.into()
}

pub(crate) fn set(object: &JsValue, name: &str, value: impl Into<JsValue>) {
    Reflect::set(object, &name.into(), &value.into()).expect("a plain object takes any member");
}

pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("a plain object gives any member")
}

pub(crate) fn floats(object: &JsValue, name: &str) -> Vec<f32> {
    let array: Float32Array = get(object, name).dyn_into().expect("a Float32Array");
    array.to_vec()
}

pub(crate) fn typed(numbers: &[f32]) -> JsValue {
    Float32Array::from(numbers).into()
}

pub(crate) fn list(numbers: &[usize]) -> JsValue {
    numbers
        .iter()
        .map(|&number| JsValue::from_f64(number as f64))
        .collect::<Array>()
        .into()
}

/// So many numbers with mean 0 and variance 1.
pub(crate) fn drawn(stream: u32, count: usize) -> Vec<f32> {
    (0..count as u32)
        .map(|counter| draw(1, stream, counter) as f32)
        .collect()
}

/// What an error says of itself, after checking that it is a real one.
#[derive(Debug, PartialEq)]
pub(crate) struct Thrown {
    pub(crate) code: String,
    pub(crate) operation: String,
    pub(crate) left: Vec<usize>,
    pub(crate) right: Vec<usize>,
    pub(crate) message: String,
}

pub(crate) fn thrown<T>(result: Result<T, impl Into<JsValue>>) -> Thrown {
    let Err(error) = result else {
        panic!("this was not refused")
    };
    let error: Error = error.into().dyn_into().expect("an instance of Error");
    assert_eq!(error.name(), "AttentionError");
    let text = |name| get(&error, name).as_string().expect("a string");
    let sizes = |name| -> Vec<usize> {
        let list: Array = get(&error, name).dyn_into().expect("an array");
        list.iter()
            .map(|size| size.as_f64().expect("a number") as usize)
            .collect()
    };
    Thrown {
        code: text("code"),
        operation: text("operation"),
        left: sizes("left"),
        right: sizes("right"),
        message: error.message().into(),
    }
}

/// The largest difference of two arrays; equal infinities differ by nothing.
pub(crate) fn distance(left: &[f32], right: &[f32]) -> f32 {
    assert_eq!(left.len(), right.len());
    let apart = |(a, b): (&f32, &f32)| if a == b { 0.0 } else { (a - b).abs() };
    let largest = |most: f32, apart: f32| {
        if apart > most || apart.is_nan() {
            apart
        } else {
            most
        }
    };
    left.iter().zip(right).map(apart).fold(0.0, largest)
}
