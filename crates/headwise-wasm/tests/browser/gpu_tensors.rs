//! Tensors that stay on the device, and refusals that are those of the CPU.

use crate::gpu::device;
use crate::support::{drawn, floats, get, object, set, thrown, typed};
use headwise_wasm::AttentionJob;
use js_sys::{Float32Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// Two heads, nine tokens, width 8.
fn request() -> JsValue {
    let [q, k, v] = [0, 1, 2].map(|stream| typed(&drawn(stream, 2 * 9 * 8)));
    object([
        ("q", q),
        ("k", k),
        ("v", v),
        ("heads", 2.into()),
        ("qLen", 9.into()),
        ("headDim", 8.into()),
        ("causal", true.into()),
    ])
}

#[wasm_bindgen_test]
async fn tensors_stay_until_they_are_released() {
    let Some(gpu) = device().await else { return };
    let array = |numbers: &[f32]| Float32Array::from(numbers);
    gpu.upload(7, array(&[1.0; 6]), vec![3, 2])
        .await
        .expect("it fits");
    gpu.write_tensor(7, array(&[2.0, 3.0]), 1)
        .await
        .expect("a row");
    let read = gpu.read_tensor(7).await.expect("it is there");
    let read = read.unchecked_into::<Float32Array>().to_vec();
    assert_eq!(read, [1.0, 1.0, 2.0, 3.0, 1.0, 1.0]);
    assert_eq!(get(&gpu.memory(), "tensors"), 1);
    let error = thrown(gpu.write_tensor(7, array(&[2.0, 3.0]), 3).await);
    assert_eq!(
        (error.code.as_str(), error.operation.as_str()),
        ("bad-setting", "write")
    );
    gpu.release_tensor(7);
    assert_eq!(thrown(gpu.read_tensor(7).await).code, "tensor-lost");
    assert_eq!(get(&gpu.memory(), "tensors"), 0);
}

#[wasm_bindgen_test]
async fn results_stay_and_serve_the_next_call() {
    let Some(gpu) = device().await else { return };
    let kept = gpu.attention(request(), Some(1), Some(2)).await;
    assert!(kept.expect("the device computes").is_undefined());
    let plain = gpu.attention(request(), None, None).await.expect("again");
    let out = gpu.read_tensor(1).await.expect("it was kept");
    let out = out.unchecked_into::<Float32Array>().to_vec();
    assert_eq!(out, floats(&plain, "out"));
    // The output as values: the same shape.
    let next = request();
    let named = Object::new();
    Reflect::set(&named, &"tensor".into(), &1.into()).expect("a plain object");
    set(&next, "v", named);
    let by_tensor = gpu
        .attention(next.clone(), None, None)
        .await
        .expect("a tensor");
    set(&next, "v", typed(&out));
    let by_array = gpu.attention(next, None, None).await.expect("an array");
    assert_eq!(floats(&by_tensor, "out"), floats(&by_array, "out"));
}

#[wasm_bindgen_test]
async fn what_the_cpu_refuses_the_device_refuses_alike() {
    let Some(gpu) = device().await else { return };
    for (name, value) in [
        ("heads", JsValue::from(3)),
        ("headDim", 7.into()),
        ("casual", true.into()),
        ("scale", f64::NAN.into()),
        ("kvHeads", "two".into()),
    ] {
        let request = request();
        set(&request, name, value);
        let cpu = thrown(AttentionJob::new(&request, None, None));
        assert_eq!(
            thrown(gpu.attention(request, None, None).await),
            cpu,
            "{name}"
        );
    }
}
