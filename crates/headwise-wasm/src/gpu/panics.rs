//! Panics, told to JavaScript: a future that panics never settles, so its caller would wait for ever.

use js_sys::Function;
use std::cell::RefCell;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

thread_local! {
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Has `listener` called with the message of a panic: nothing of the instance may be used after it,
/// and no call under way will ever be answered.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(
    #[wasm_bindgen(unchecked_param_type = "(message: string) => void")] listener: Function,
) {
    LISTENER.with(|own| own.borrow_mut().replace(listener));
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        LISTENER.with(|own| {
            // Borrowed elsewhere, or throwing itself: there is no one left to tell.
            if let Some(listener) = own.try_borrow().ok().as_deref().and_then(Option::as_ref) {
                drop(listener.call1(&JsValue::UNDEFINED, &info.to_string().into()));
            }
        });
    }));
}
