//! Drawn problems through the exports: what a request says must be what is computed.

use crate::support::{floats, list, object, set, typed};
use headwise_cases::{Answer, Inputs, Tiles, any_case, config};
use headwise_core::Window;
use js_sys::Uint8Array;
use ndarray::ArrayD;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use wasm_bindgen::JsValue;

/// So many problems, the same ones every time.
pub(crate) fn problems(count: u32, tiles: Tiles) -> impl Iterator<Item = Inputs<f32>> {
    let mut runner = TestRunner::new(config(count));
    (0..count).map(move |_| {
        let case = any_case(tiles).new_tree(&mut runner).expect("a case");
        case.current().inputs()
    })
}

/// A problem as JavaScript states it.
pub(crate) fn request(inputs: &Inputs<f32>) -> JsValue {
    let dims = inputs.dims();
    let settings = &inputs.settings;
    let [q, k, v] = inputs.operands().map(typed);
    let request = object([
        ("q", q),
        ("k", k),
        ("v", v),
        ("causal", settings.causal.into()),
    ]);
    for (name, size) in [
        ("batch", dims.batch),
        ("heads", dims.heads),
        ("kvHeads", dims.kv_heads),
        ("qLen", dims.q_len),
        ("kvLen", dims.kv_len),
        ("headDim", dims.head_dim),
        ("valueDim", dims.value_dim),
        ("sinks", settings.sinks),
    ] {
        set(&request, name, size as f64);
    }
    let Window { left, right } = settings.window;
    let side = |side: Option<usize>| side.map_or(JsValue::NULL, |side| (side as f64).into());
    let window = object([("left", side(left)), ("right", side(right))]);
    set(&request, "window", window);
    if let Some(offset) = &settings.offset {
        let offset = offset
            .iter()
            .map(|&offset| JsValue::from_f64(offset as f64));
        set(&request, "offset", offset.collect::<js_sys::Array>());
    }
    if let Some(lengths) = &settings.kv_lengths {
        set(&request, "kvLengths", list(lengths));
    }
    for (name, number) in [("scale", settings.scale), ("softcap", settings.softcap)] {
        if let Some(number) = number {
            set(&request, name, f64::from(number));
        }
    }
    if let Some(mask) = mask(inputs) {
        set(&request, "mask", mask);
    }
    request
}

fn mask(inputs: &Inputs<f32>) -> Option<JsValue> {
    let named = |kind: &str, data: JsValue, shape: &[usize]| {
        object([
            ("kind", kind.into()),
            ("data", data),
            ("shape", list(shape)),
        ])
    };
    let boolean = |cells: &ArrayD<bool>| {
        let bytes: Vec<u8> = cells.iter().map(|&cell| cell.into()).collect();
        named(
            "boolean",
            Uint8Array::from(&bytes[..]).into(),
            cells.shape(),
        )
    };
    let additive = |cells: &ArrayD<f32>| {
        let numbers: Vec<f32> = cells.iter().copied().collect();
        named("additive", typed(&numbers), cells.shape())
    };
    let boolean = inputs.boolean.as_ref().map(boolean);
    boolean.or_else(|| inputs.additive.as_ref().map(additive))
}

/// A result as JavaScript has it.
pub(crate) fn answer(result: &JsValue) -> Answer {
    Answer {
        out: floats(result, "out"),
        lse: floats(result, "lse"),
    }
}
