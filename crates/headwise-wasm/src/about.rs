//! What this build is.

use crate::failure::Failure;
use crate::object;
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// What this build is.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct About {
    /// Version of the crate.
    version: &'static str,
    /// The vector instructions that it was compiled for.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "\"scalar\" | \"simd128\" | \"relaxed\"")
    )]
    simd: &'static str,
}

/// Version and instruction set of this build.
///
/// # Errors
/// None in practice: the object is made of strings.
#[wasm_bindgen(unchecked_return_type = "About")]
pub fn about() -> Result<JsValue, Failure> {
    let simd = if cfg!(target_feature = "relaxed-simd") {
        "relaxed"
    } else if cfg!(target_feature = "simd128") {
        "simd128"
    } else {
        "scalar"
    };
    let version = env!("CARGO_PKG_VERSION");
    object::write("about", &About { version, simd })
}
