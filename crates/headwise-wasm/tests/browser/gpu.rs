//! The device behind the exports, in browsers with WebGPU and without.

use crate::drawn::{answer, problems, request};
use crate::support::{get, object, set, thrown};
use headwise_cases::tolerance::{self, Tolerance};
use headwise_cases::{Case, Tiles};
use headwise_wasm::Gpu;
use js_sys::{Function, Promise};
use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

/// Set while the tests are compiled, `yes` or `no`; without it, whatever the browser has will do.
const EXPECTED: Option<&str> = option_env!("HEADWISE_EXPECT_GPU");

/// A device where the browser has an adapter, with subgroups where that has them, as the engine's worker
/// opens it. Where there is no adapter, the package must say so.
pub(crate) async fn device() -> Option<Gpu> {
    let subgroups = asked(ASK_FOR_SUBGROUPS).await;
    open(subgroups, false).await
}

async fn open(subgroups: bool, half: bool) -> Option<Gpu> {
    let opened = Gpu::open(subgroups, half).await;
    let found = asked("return Promise.resolve(navigator.gpu?.requestAdapter());").await;
    assert_ne!(EXPECTED, Some(if found { "no" } else { "yes" }), "adapter");
    if found {
        let opened = opened.expect("an adapter gives a device");
        return Some(Gpu::try_from_js_value(opened).expect("a device"));
    }
    assert_eq!(thrown(opened).code, "no-adapter");
    console_log!("SKIPPED: this browser has no WebGPU adapter");
    None
}

/// Has every device come with subgroups where its adapter has them, and tells whether they will: wgpu
/// has no name for them in a browser.
const ASK_FOR_SUBGROUPS: &str = "
    const own = globalThis.GPUAdapter?.prototype;
    if (own && !own.widened) {
        const { requestDevice } = own;
        own.widened = true;
        own.requestDevice = function (descriptor = {}) {
            const more = this.features.has('subgroups') ? ['subgroups'] : [];
            const requiredFeatures = [...(descriptor.requiredFeatures ?? []), ...more];
            return requestDevice.call(this, { ...descriptor, requiredFeatures });
        };
    }
    return Promise.resolve(navigator.gpu?.requestAdapter())
        .then((adapter) => adapter?.features.has('subgroups'));";

/// Whether the promise that a script returns comes to something true.
async fn asked(script: &str) -> bool {
    let promise = Function::new_no_args(script).call0(&JsValue::NULL);
    let promise: Promise = promise.expect("the page asks").unchecked_into();
    JsFuture::from(promise)
        .await
        .is_ok_and(|found| found.is_truthy())
}

#[wasm_bindgen_test]
async fn drawn_problems_agree_with_the_reference() {
    let Some(gpu) = device().await else { return };
    for inputs in problems(30, Tiles::GPU) {
        let result = gpu.attention(request(&inputs), None, None).await.unwrap();
        let agreed = answer(&result).agrees(&inputs.expected(), tolerance::SHADER);
        assert_eq!(agreed, Ok(()), "{:?} {:?}", inputs.dims(), inputs.settings);
    }
    gpu.destroy();
}

#[wasm_bindgen_test]
async fn a_device_without_subgroups_serves_as_well() {
    let Some(gpu) = open(false, false).await else {
        return;
    };
    serves(&gpu, tolerance::SHADER).await;
}

/// Whoever asks for it on another adapter is told, and served in f32.
#[wasm_bindgen_test]
async fn half_precision_is_there_where_the_adapter_has_it() {
    let subgroups = asked(ASK_FOR_SUBGROUPS).await;
    let Some(gpu) = open(subgroups, true).await else {
        return;
    };
    let has_half = asked(
        "return navigator.gpu.requestAdapter().then(({ features }) => features.has('shader-f16'));",
    )
    .await;
    assert_eq!(get(&gpu.info(), "half"), has_half);
    if has_half {
        serves(&gpu, tolerance::STAGED_HALF).await;
    } else {
        console_log!("SKIPPED: this browser's adapter has no shader-f16");
        serves(&gpu, tolerance::SHADER).await;
    }
}

async fn serves(gpu: &Gpu, tolerance: Tolerance) {
    for inputs in problems(8, Tiles::GPU) {
        let result = gpu.attention(request(&inputs), None, None).await.unwrap();
        let agreed = answer(&result).agrees(&inputs.expected(), tolerance);
        assert_eq!(agreed, Ok(()), "{:?} {:?}", inputs.dims(), inputs.settings);
    }
    gpu.destroy();
}

#[wasm_bindgen_test]
async fn a_refused_request_leaves_the_device_as_it_was() {
    let Some(gpu) = device().await else { return };
    let inputs = Case::rich(5, 9).inputs();
    let wrong = request(&inputs);
    set(&wrong, "kvLen", 8);
    let refused = gpu.attention(wrong, None, None).await;
    assert_eq!(thrown(refused).code, "shape-mismatch");
    let nothing = gpu.attention(object([]), None, None).await;
    assert_eq!(thrown(nothing).code, "bad-request");
    let result = gpu.attention(request(&inputs), None, None).await.unwrap();
    let agreed = answer(&result).agrees(&inputs.expected(), tolerance::SHADER);
    assert_eq!(agreed, Ok(()));
    gpu.destroy();
}

#[wasm_bindgen_test]
async fn a_device_that_was_given_up_is_lost() {
    let Some(gpu) = device().await else { return };
    gpu.destroy();
    let inputs = Case::plain(3, 4, 4, 4).inputs();
    let lost = gpu.attention(request(&inputs), None, None).await;
    assert_eq!(thrown(lost).code, "device-lost");
    let why = gpu.lost().await.expect("it is lost");
    assert_ne!(why.as_string().expect("a text"), "");
}
