//! A clock, of the page or of the worker.

use wasm_bindgen::JsCast;
use web_sys::{Window, WorkerGlobalScope};

/// Milliseconds since some moment.
pub(super) fn now() -> f64 {
    let scope = js_sys::global();
    let clock = match scope.dyn_ref::<Window>() {
        Some(window) => window.performance(),
        None => scope
            .dyn_ref::<WorkerGlobalScope>()
            .and_then(WorkerGlobalScope::performance),
    };
    // Every scope with a GPU has a clock.
    clock.map_or(0.0, |clock| clock.now())
}
