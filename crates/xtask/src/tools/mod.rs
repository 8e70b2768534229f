//! What the automation needs from the machine, and how it gets it when it is missing.

pub(crate) mod apt;
pub(crate) mod chromium;
pub(crate) mod metadata;
pub(crate) mod npm;
pub(crate) mod python;
pub(crate) mod vulkan;
pub(crate) mod wasm_bindgen;
pub(crate) mod wasm_target;
