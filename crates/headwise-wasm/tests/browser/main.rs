//! What crosses into JavaScript and back, in a real browser.
#![cfg(target_arch = "wasm32")]

mod about;
mod attention;
mod attention_requests;
mod drawn;
#[cfg(feature = "gpu")]
mod gpu;
#[cfg(feature = "gpu")]
mod gpu_tensors;
mod rotary;
mod support;
mod tensors;
mod trace;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
