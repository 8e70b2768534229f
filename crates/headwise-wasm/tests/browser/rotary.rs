use crate::support::{distance, drawn, list, object, set, thrown, typed};
use headwise_core::rope::{Angles, Rotary, rotary_embedding, tables};
use headwise_wasm::rotary_embedding as exported;
use ndarray::{Array4, array};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// One batch entry, two heads, three tokens, width 4, turned at positions 0, 2 and 1.
fn request(cos: &[f32], sin: &[f32], input: &[f32]) -> JsValue {
    object([
        ("input", typed(input)),
        ("shape", list(&[1, 2, 3, 4])),
        ("cosCache", typed(cos)),
        ("sinCache", typed(sin)),
        ("cacheShape", list(&[3, 2])),
        ("positionIds", list(&[0, 2, 1])),
    ])
}

#[wasm_bindgen_test]
fn turning_agrees_with_the_core() {
    let (cos, sin) = tables::<f32>(3, 4, 10_000.0);
    let input = Array4::from_shape_vec((1, 2, 3, 4), drawn(0, 24)).unwrap();
    let positions = array![[0, 2, 1]];
    for interleaved in [false, true] {
        let angles = Angles::ByPosition {
            cos: cos.view(),
            sin: sin.view(),
            positions: positions.view(),
        };
        let rotary = Rotary {
            rotary_dim: None,
            interleaved,
        };
        let expected = rotary_embedding(input.view(), &angles, rotary).unwrap();
        let slices = [cos.as_slice(), sin.as_slice(), input.as_slice()].map(Option::unwrap);
        let request = request(slices[0], slices[1], slices[2]);
        set(&request, "interleaved", interleaved);
        let turned = exported(&request).unwrap().to_vec();
        assert_eq!(distance(&turned, expected.as_slice().unwrap()), 0.0);
    }
}

#[wasm_bindgen_test]
fn refusals_have_codes() {
    let sound = || request(&[1.0; 6], &[0.0; 6], &[1.0; 24]);
    assert_eq!(exported(&sound()).unwrap().to_vec(), [1.0; 24]);
    let refused = |name: &str, value: JsValue| {
        let request = sound();
        set(&request, name, value);
        thrown(exported(&request)).code
    };
    assert_eq!(refused("input", typed(&[1.0; 23])), "shape-mismatch");
    assert_eq!(refused("shape", list(&[24])), "shape-mismatch");
    assert_eq!(refused("positionIds", list(&[0, 1])), "shape-mismatch");
    assert_eq!(refused("positionIds", list(&[0, 1, 3])), "bad-setting");
    assert_eq!(refused("rotaryDim", 3.into()), "bad-setting");
    assert_eq!(refused("cacheShape", list(&[6])), "bad-request");
    assert_eq!(refused("rotary", 3.into()), "bad-request");
}
