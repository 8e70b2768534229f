//! `AttentionJob` against the reference.

use crate::drawn::{answer, problems, request as request_of};
use crate::support::{distance, drawn, floats, get, list, object, set, typed};
use headwise_cases::{Tiles, tolerance};
use headwise_core::{Mask, Options, Window, reference};
use headwise_wasm::AttentionJob;
use js_sys::{Float32Array, Uint8Array};
use ndarray::{Array4, ArrayD, IxDyn};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// Two batch entries, four query heads over two key heads, 5 queries over 7 keys, widths 6 and 3.
fn operands() -> [Array4<f32>; 3] {
    [(0, (2, 4, 5, 6)), (1, (2, 2, 7, 6)), (2, (2, 2, 7, 3))].map(|(stream, shape)| {
        let count = shape.0 * shape.1 * shape.2 * shape.3;
        Array4::from_shape_vec(shape, drawn(stream, count)).unwrap()
    })
}

fn request([q, k, v]: &[Array4<f32>; 3]) -> JsValue {
    let cells = |array: &Array4<f32>| typed(array.as_slice().unwrap());
    object([
        ("q", cells(q)),
        ("k", cells(k)),
        ("v", cells(v)),
        ("batch", 2.into()),
        ("heads", 4.into()),
        ("kvHeads", 2.into()),
        ("qLen", 5.into()),
        ("kvLen", 7.into()),
        ("headDim", 6.into()),
        ("valueDim", 3.into()),
    ])
}

/// Runs a changed request and the reference with the same options.
fn agrees(change: impl FnOnce(&JsValue), options: &Options<'_, f32>) {
    let operands = operands();
    let request = request(&operands);
    change(&request);
    let result = AttentionJob::new(&request, None, None)
        .unwrap()
        .finish()
        .unwrap();
    let [q, k, v] = &operands;
    let expected = reference::attention(q.view(), k.view(), v.view(), options).unwrap();
    assert!(distance(&floats(&result, "out"), expected.out.as_slice().unwrap()) < 1e-5);
    assert!(distance(&floats(&result, "lse"), expected.lse.as_slice().unwrap()) < 1e-5);
    for (name, scores) in [
        ("scaled", expected.scaled),
        ("capped", expected.capped),
        ("masked", expected.masked),
        ("weights", expected.weights),
    ] {
        set(&request, "scores", name);
        let result = AttentionJob::new(&request, None, None)
            .unwrap()
            .finish()
            .unwrap();
        assert_eq!(
            floats(&result, "scores"),
            scores.as_slice().unwrap(),
            "{name}"
        );
    }
}

#[wasm_bindgen_test]
fn drawn_problems_agree_with_the_reference() {
    for inputs in problems(100, Tiles::CPU) {
        let job = AttentionJob::new(&request_of(&inputs), None, None)
            .unwrap()
            .finish();
        let answer = answer(&job.unwrap());
        let agreed = answer.agrees(&inputs.expected(), tolerance::SINGLE);
        assert_eq!(agreed, Ok(()), "{:?} {:?}", inputs.dims(), inputs.settings);
    }
}

#[wasm_bindgen_test]
fn plain_attention_agrees_with_the_reference() {
    agrees(|_| (), &Options::default());
}

#[wasm_bindgen_test]
fn scalar_settings_reach_the_core() {
    agrees(
        |request| {
            set(request, "causal", true);
            set(request, "offset", list(&[1, 3]));
            set(
                request,
                "window",
                object([("left", 2.into()), ("right", JsValue::NULL)]),
            );
            set(request, "sinks", 1);
            set(request, "kvLengths", list(&[7, 4]));
            set(request, "scale", 0.5);
            set(request, "softcap", 2.0);
        },
        &Options {
            causal: true,
            offset: Some(vec![1, 3]),
            window: Window {
                left: Some(2),
                right: None,
            },
            sinks: 1,
            mask: None,
            kv_lengths: Some(vec![7, 4]),
            scale: Some(0.5),
            softcap: Some(2.0),
        },
    );
}

#[wasm_bindgen_test]
fn a_boolean_mask_hides_where_it_is_zero() {
    let bytes: Vec<u8> = (0..35).map(|cell| cell % 3).collect();
    let cells = bytes.iter().map(|&byte| byte != 0).collect();
    let cells = ArrayD::from_shape_vec(IxDyn(&[5, 7]), cells).unwrap();
    let mask = object([
        ("kind", "boolean".into()),
        ("data", Uint8Array::from(bytes.as_slice()).into()),
        ("shape", list(&[5, 7])),
    ]);
    let options = Options {
        mask: Some(Mask::Boolean(cells.view())),
        ..Options::default()
    };
    agrees(|request| set(request, "mask", mask), &options);
}

#[wasm_bindgen_test]
fn an_additive_mask_is_added() {
    let mut numbers = drawn(3, 4 * 5 * 7);
    // One head's first query sees nothing: its row is zero, not NaN.
    numbers[..7].fill(f32::NEG_INFINITY);
    let shape = [4, 5, 7];
    let mask = object([
        ("kind", "additive".into()),
        ("data", typed(&numbers)),
        ("shape", list(&shape)),
    ]);
    let cells = ArrayD::from_shape_vec(IxDyn(&shape), numbers).unwrap();
    let options = Options {
        mask: Some(Mask::Additive(cells.view())),
        ..Options::default()
    };
    agrees(|request| set(request, "mask", mask), &options);
}

#[wasm_bindgen_test]
fn nan_and_infinity_are_data() {
    let mut operands = operands();
    operands[0][[0, 0, 0, 0]] = f32::NAN;
    operands[2][[0, 0, 6, 0]] = f32::INFINITY;
    let request = request(&operands);
    set(&request, "causal", true);
    set(&request, "offset", list(&[0]));
    let result = AttentionJob::new(&request, None, None)
        .unwrap()
        .finish()
        .unwrap();
    let out = floats(&result, "out");
    assert!(
        out[..3].iter().all(|cell| cell.is_nan()),
        "a NaN query spoils its own row"
    );
    // The infinite value stands at key 6, which no query sees.
    assert!(out[3..].iter().all(|cell| cell.is_finite()), "and no other");
}

#[wasm_bindgen_test]
fn a_job_goes_in_pieces_and_tells_how_far_it_is() {
    let request = request(&operands());
    set(&request, "scores", "weights");
    let mut job = AttentionJob::new(&request, None, None).unwrap();
    let mut shares = vec![job.progress()];
    while !job.advance().unwrap() {
        shares.push(job.progress());
    }
    // The rows, in as many blocks as the kernels think worth it, and then the scores.
    assert!(shares.len() >= 2 && shares[0] == 0.0, "{shares:?}");
    assert!(shares.is_sorted_by(|one, next| one < next), "{shares:?}");
    assert!(shares.iter().all(|&share| share < 1.0), "{shares:?}");
    assert_eq!(job.progress(), 1.0);
    assert!(job.advance().unwrap(), "asking again does no harm");
    let (once, twice) = (job.finish().unwrap(), job.finish().unwrap());
    for name in ["out", "lse", "scores"] {
        assert_eq!(floats(&once, name), floats(&twice, name));
    }
}

#[wasm_bindgen_test]
fn a_result_lies_in_the_room_that_it_is_given_if_there_is_enough() {
    let request = request(&operands());
    let mut job = AttentionJob::new(&request, None, None).unwrap();
    let expected = floats(&job.finish().unwrap(), "out");
    let length = expected.len() as u32;
    for (cells, own) in [(length + 5, false), (length, false), (length - 1, true)] {
        let room = Float32Array::new_with_length(cells);
        job.write_into(room.clone());
        let result = job.finish().unwrap();
        assert_eq!(floats(&result, "out"), expected);
        let out: Float32Array = get(&result, "out").unchecked_into();
        assert_eq!(out.buffer() != room.buffer(), own, "{cells}");
    }
}

#[wasm_bindgen_test]
fn scores_come_only_when_they_are_asked_for() {
    let request = request(&operands());
    set(&request, "scores", JsValue::NULL);
    let result = AttentionJob::new(&request, None, None)
        .unwrap()
        .finish()
        .unwrap();
    assert!(get(&result, "scores").is_undefined());
}

#[wasm_bindgen_test]
fn an_empty_problem_is_done_at_once() {
    let none = || typed(&[]);
    let request = object([
        ("q", none()),
        ("k", none()),
        ("v", none()),
        ("heads", 1.into()),
        ("qLen", 0.into()),
        ("headDim", 4.into()),
    ]);
    let mut job = AttentionJob::new(&request, None, None).unwrap();
    assert_eq!(job.progress(), 1.0);
    assert!(job.advance().unwrap());
    assert_eq!(floats(&job.finish().unwrap(), "out"), [0.0; 0]);
}
