//! Calls as promises. An `async` export would have wasm-bindgen compile the machinery of a promise for
//! each call anew; behind a box it is compiled once.

use crate::failure::Failure;
use js_sys::Promise;
use std::future::Future;
use wasm_bindgen::prelude::JsValue;
use wasm_bindgen_futures::future_to_promise;

/// The promise of what the work comes to. It begins when the caller's turn is over.
pub(super) fn promise(work: impl Future<Output = Result<JsValue, Failure>> + 'static) -> Promise {
    let work: std::pin::Pin<Box<dyn Future<Output = _>>> = Box::pin(work);
    future_to_promise(async move { work.await.map_err(JsValue::from) })
}
