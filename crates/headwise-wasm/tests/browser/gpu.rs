//! The device behind the exports, in browsers with WebGPU and without.

use crate::drawn::{answer, problems, request};
use crate::support::{object, set, thrown};
use headwise_cases::{Case, Tiles, tolerance};
use headwise_wasm::Gpu;
use js_sys::{Function, Promise};
use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

/// Set while the tests are compiled, `yes` or `no`; without it, whatever the browser has will do.
const EXPECTED: Option<&str> = option_env!("HEADWISE_EXPECT_GPU");

/// A device where the browser has an adapter. Where it has none, the package must say so.
pub(crate) async fn device() -> Option<Gpu> {
    let opened = Gpu::open().await;
    let found = has_adapter().await;
    assert_ne!(EXPECTED, Some(if found { "no" } else { "yes" }), "adapter");
    if found {
        let opened = opened.expect("an adapter gives a device");
        return Some(Gpu::try_from_js_value(opened).expect("a device"));
    }
    assert_eq!(thrown(opened).code, "no-adapter");
    console_log!("SKIPPED: this browser has no WebGPU adapter");
    None
}

async fn has_adapter() -> bool {
    let ask = "return Promise.resolve(navigator.gpu?.requestAdapter()).then(Boolean, () => false);";
    let asked = Function::new_no_args(ask).call0(&JsValue::NULL);
    let asked: Promise = asked.expect("the page asks").unchecked_into();
    let found = JsFuture::from(asked).await.expect("an answer either way");
    found.is_truthy()
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
