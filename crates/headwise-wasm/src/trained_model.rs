//! The trained model that sentences are traced through, kept in the instance.

use crate::failure::Failure;
use crate::object;
use headwise_model::SentenceModel;
use serde::Serialize;
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

const OPERATION: &str = "loadModel";

thread_local! {
    static MODEL: RefCell<Option<Arc<SentenceModel>>> = const { RefCell::new(None) };
}

/// The sizes of a loaded model.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ModelInfo {
    /// Layers.
    layers: usize,
    /// Query heads of a layer.
    heads: usize,
    /// Key and value heads of a layer.
    kv_heads: usize,
    /// Width of the residual stream.
    d_model: usize,
    /// Words that it chooses the next one from.
    vocabulary: usize,
    /// Tokens of the longest text, the one that begins it included.
    positions: usize,
}

/// Loads a model from the bytes of its `config.json` and its safetensors file, in place of the one
/// before. Traces with trained weights are of this model from now on.
///
/// # Errors
/// `bad-model` with the reason; the model before then stays.
#[wasm_bindgen(js_name = loadModel, unchecked_return_type = "ModelInfo")]
pub fn load_model(config: &[u8], tensors: Vec<u8>) -> Result<JsValue, Failure> {
    let model = SentenceModel::load(config, tensors)
        .map_err(|error| Failure::new("bad-model", OPERATION, error.to_string()))?;
    let config = model.config();
    let info = ModelInfo {
        layers: config.layers,
        heads: config.heads,
        kv_heads: config.kv_heads,
        d_model: config.d_model,
        vocabulary: config.vocab_size,
        positions: model.longest_text(),
    };
    MODEL.set(Some(Arc::new(model)));
    object::write(OPERATION, &info)
}

/// The model that was loaded last.
pub(crate) fn current() -> Option<Arc<SentenceModel>> {
    MODEL.with_borrow(Clone::clone)
}
