//! Ways to break the engine on purpose, for the tests of its recovery.

use wasm_bindgen::prelude::wasm_bindgen;

/// Panics: the module aborts and its instance is of no further use.
///
/// # Panics
/// Always.
#[wasm_bindgen(js_name = panicNow)]
pub fn panic_now() {
    panic!("a panic that was asked for");
}
