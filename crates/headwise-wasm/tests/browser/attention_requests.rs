//! What `AttentionJob` refuses, and how.

use crate::support::{Thrown, floats, list, object, set, thrown, typed};
use headwise_wasm::AttentionJob;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Two heads, three tokens, width 2, with as few members as possible.
fn request() -> JsValue {
    object([
        ("q", typed(&[1.0; 12])),
        ("k", typed(&[1.0; 12])),
        ("v", typed(&[0.5; 12])),
        ("heads", 2.into()),
        ("qLen", 3.into()),
        ("headDim", 2.into()),
    ])
}

fn refused(change: impl FnOnce(&JsValue)) -> Thrown {
    let request = request();
    change(&request);
    thrown(AttentionJob::new(&request, None, None))
}

/// Runs a function body in JavaScript.
fn javascript(body: &str) -> JsValue {
    Function::new_no_args(body)
        .call0(&JsValue::NULL)
        .expect("the function returns")
}

#[wasm_bindgen_test]
fn what_is_left_out_has_a_default_and_undefined_counts_as_left_out() {
    let request = request();
    for name in [
        "batch", "kvHeads", "kvLen", "valueDim", "causal", "mask", "window", "scores",
    ] {
        set(&request, name, JsValue::UNDEFINED);
    }
    let result = AttentionJob::new(&request, None, None)
        .unwrap()
        .finish()
        .unwrap();
    assert_eq!(floats(&result, "out"), [0.5; 12]);
}

#[wasm_bindgen_test]
fn an_array_of_the_wrong_length_names_its_length_and_its_shape() {
    let error = refused(|request| set(request, "k", typed(&[1.0; 11])));
    assert_eq!(
        (error.code.as_str(), error.operation.as_str()),
        ("shape-mismatch", "attention")
    );
    assert_eq!((error.left, error.right), (vec![11], vec![1, 2, 3, 2]));
    assert!(
        error.message.contains("k holds 11 numbers"),
        "{}",
        error.message
    );
    assert!(error.message.contains("[1, 2, 3, 2]"), "{}", error.message);
}

#[wasm_bindgen_test]
fn a_detached_array_holds_nothing() {
    let detached = |class: &str| {
        javascript(&format!(
            "const array = new {class}(12);
             structuredClone(array, {{ transfer: [array.buffer] }});
             return array;"
        ))
    };
    let error = refused(|request| set(request, "q", detached("Float32Array")));
    assert_eq!(
        (error.code.as_str(), error.left),
        ("shape-mismatch", vec![0])
    );
    let mask = object([
        ("kind", "boolean".into()),
        ("data", detached("Uint8Array")),
        ("shape", list(&[3])),
    ]);
    let error = refused(|request| set(request, "mask", mask));
    assert_eq!(
        (error.code.as_str(), error.left),
        ("shape-mismatch", vec![0])
    );
}

#[wasm_bindgen_test]
fn sizes_that_overflow_are_too_large() {
    let error = refused(|request| {
        set(request, "batch", 4_294_967_295.0);
        set(request, "qLen", 4_294_967_295.0);
    });
    assert_eq!(error.code, "too-large");
}

#[wasm_bindgen_test]
fn heads_must_divide() {
    let error = refused(|request| {
        set(request, "kvHeads", 3);
        set(request, "k", typed(&[1.0; 18]));
        set(request, "v", typed(&[1.0; 18]));
    });
    assert_eq!(error.code, "heads-do-not-divide");
    assert_eq!(
        (error.left, error.right),
        (vec![1, 2, 3, 2], vec![1, 3, 3, 2])
    );
}

#[wasm_bindgen_test]
fn a_mask_must_broadcast_and_be_of_its_kind() {
    let mask = |kind: &str, data: JsValue, shape: &[usize]| {
        object([
            ("kind", kind.into()),
            ("data", data),
            ("shape", list(shape)),
        ])
    };
    let with = |mask| refused(|request| set(request, "mask", mask));
    let bytes = || JsValue::from(Uint8Array::new_with_length(4));
    let error = with(mask("boolean", bytes(), &[2, 2]));
    assert_eq!(
        (error.code.as_str(), error.right),
        ("bad-mask", vec![1, 2, 3, 3])
    );
    assert_eq!(
        with(mask("boolean", bytes(), &[3, 3])).code,
        "shape-mismatch"
    );
    assert_eq!(
        with(mask("boolean", typed(&[1.0; 9]), &[3, 3])).code,
        "bad-request"
    );
    assert_eq!(with(mask("additive", bytes(), &[4])).code, "bad-request");
    assert_eq!(with(mask("sideways", bytes(), &[4])).code, "bad-request");
}

#[wasm_bindgen_test]
fn settings_out_of_range_are_named() {
    for (name, value) in [("scale", f64::NAN), ("scale", 1e300), ("softcap", -1.0)] {
        let error = refused(|request| set(request, name, value));
        assert_eq!(error.code, "bad-setting", "{name} {value}");
        assert!(error.message.contains(name), "{}", error.message);
    }
    let error = refused(|request| set(request, "kvLengths", list(&[4])));
    assert_eq!(error.code, "bad-setting");
}

#[wasm_bindgen_test]
fn what_is_not_a_request_is_refused_in_words() {
    for (name, value) in [
        ("q", list(&[1, 2])),
        ("heads", "two".into()),
        ("heads", (-1).into()),
        ("heads", 1.5.into()),
        ("heads", JsValue::UNDEFINED),
        ("causal", 1.into()),
        ("window", object([("lefft", 1.into())])),
        ("window", 5.into()),
        ("casual", true.into()),
        ("scores", "raw".into()),
    ] {
        let error = refused(|request| set(request, name, value.clone()));
        assert_eq!(error.code, "bad-request", "{name}: {value:?}");
        assert!(!error.message.is_empty());
    }
    for nothing in [JsValue::NULL, JsValue::UNDEFINED, 5.into(), "q".into()] {
        assert_eq!(
            thrown(AttentionJob::new(&nothing, None, None)).code,
            "bad-request"
        );
    }
    let misspelt = refused(|request| set(request, "casual", true));
    assert!(misspelt.message.contains("casual"), "{}", misspelt.message);
    let plain_array = refused(|request| set(request, "q", list(&[1, 2])));
    assert!(
        plain_array.message.contains("Float32Array"),
        "{}",
        plain_array.message
    );
}

#[wasm_bindgen_test]
fn after_a_refusal_the_next_call_works() {
    refused(|request| set(request, "q", typed(&[])));
    let result = AttentionJob::new(&request(), None, None)
        .unwrap()
        .finish()
        .unwrap();
    assert_eq!(floats(&result, "out"), [0.5; 12]);
}
