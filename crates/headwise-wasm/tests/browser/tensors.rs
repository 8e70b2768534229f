//! Tensors of the instance: what jobs read of them, leave in them, and what they take.

use crate::support::{distance, drawn, floats, get, object, thrown, typed};
use headwise_wasm::{
    AttentionJob, ProjectJob, read_tensor, release_tensor, tensor_memory, upload, write_tensor,
};
use js_sys::Float32Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn array(numbers: &[f32]) -> Float32Array {
    Float32Array::from(numbers)
}

fn tensor(id: u32) -> JsValue {
    object([("tensor", id.into())])
}

/// Bytes and number of the tensors.
fn held() -> [f64; 2] {
    let memory = tensor_memory().unwrap();
    ["cpuBytes", "tensors"].map(|name| get(&memory, name).as_f64().unwrap())
}

#[wasm_bindgen_test]
fn a_job_may_outlive_the_tensor_that_it_reads() {
    let [q, k, v] = [0, 1, 2].map(|stream| drawn(stream, 20));
    let request = |k: JsValue| {
        object([
            ("q", typed(&q)),
            ("k", k),
            ("v", typed(&v)),
            ("heads", 1.into()),
            ("qLen", 5.into()),
            ("headDim", 4.into()),
        ])
    };
    let plain = AttentionJob::new(&request(typed(&k)), None, None);
    let expected = floats(&plain.unwrap().finish().unwrap(), "out");
    upload(1, &array(&k), vec![5, 4]).unwrap();
    let mut job = AttentionJob::new(&request(tensor(1)), None, None).unwrap();
    write_tensor(1, &array(&[9.0; 20]), 0).unwrap();
    release_tensor(1);
    let out = floats(&job.finish().unwrap(), "out");
    assert_eq!(distance(&out, &expected), 0.0);
    let refused = thrown(AttentionJob::new(&request(tensor(1)), None, None));
    assert_eq!(refused.code, "tensor-lost");
}

#[wasm_bindgen_test]
fn what_is_kept_is_counted_until_it_is_released() {
    let [bytes, tensors] = held();
    let request = object([
        ("x", typed(&[1.0, 2.0])),
        ("w", typed(&[3.0, 4.0])),
        ("rows", 2.into()),
        ("dIn", 1.into()),
        ("dOut", 2.into()),
    ]);
    let mut job = ProjectJob::new(&request, Some(7)).unwrap();
    assert!(job.finish().unwrap().is_none());
    assert_eq!(read_tensor(7).unwrap().to_vec(), [3.0, 4.0, 6.0, 8.0]);
    assert_eq!(held(), [bytes + 16.0, tensors + 1.0]);
    // The same id again is another tensor in its place.
    upload(7, &array(&[1.0]), vec![1]).unwrap();
    assert_eq!(held(), [bytes + 4.0, tensors + 1.0]);
    release_tensor(7);
    release_tensor(7);
    assert_eq!(held(), [bytes, tensors]);
}

#[wasm_bindgen_test]
fn a_result_that_no_memory_holds_is_refused_before_it_is_begun() {
    let [none, one] = [&[][..], &[1.0]].map(typed);
    // Without keys there is nothing to give, and yet a result of 16 GB.
    let request = object([
        ("q", one),
        ("k", none.clone()),
        ("v", none),
        ("heads", 1.into()),
        ("qLen", 1.into()),
        ("kvLen", 0.into()),
        ("headDim", 1.into()),
        ("valueDim", 4_000_000_000_u32.into()),
    ]);
    assert_eq!(
        thrown(AttentionJob::new(&request, None, None)).code,
        "too-large"
    );
    let refused = thrown(upload(1, &array(&[1.0]), vec![1 << 16, 1 << 16]));
    assert_eq!(refused.code, "too-large");
}
