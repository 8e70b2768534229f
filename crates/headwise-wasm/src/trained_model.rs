//! The models that sentences are traced through, kept in the instance: the trained one, and the one
//! that the reader opened.

use crate::failure::Failure;
use crate::object;
use headwise_core::{AttentionError, ErrorCode};
use headwise_model::transformer::Architecture;
use headwise_model::{SentenceModel, WeightSource};
use serde::Serialize;
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

const OPERATION: &str = "loadModel";

thread_local! {
    static MODELS: RefCell<Models> = const { RefCell::new(Models { trained: None, own: None }) };
}

struct Models {
    trained: Option<Arc<SentenceModel>>,
    own: Option<Arc<SentenceModel>>,
}

/// What a loaded model is.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ModelInfo {
    /// The layout of its files.
    #[cfg_attr(feature = "typescript", ts(type = "\"gpt2\" | \"llama\""))]
    layout: &'static str,
    /// What it reads a text as: words of the built-in language, runs of bytes, or numbers of tokens.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "\"words\" | \"bytes\" | \"numbers\"")
    )]
    reads: &'static str,
    /// Layers.
    layers: usize,
    /// Query heads of a layer.
    heads: usize,
    /// Key and value heads of a layer.
    kv_heads: usize,
    /// Width of a head.
    head_dim: usize,
    /// Width of the residual stream.
    d_model: usize,
    /// Tokens that it chooses the next one from.
    vocabulary: usize,
    /// Tokens of the longest text that is traced, those that begin it included.
    positions: usize,
}

/// Loads a model from the bytes of its `config.json`, its safetensors file and, where it has one, its
/// `tokenizer.json`: as the reader's `own`, or as the one that traces with trained weights are of, in
/// place of the one before.
///
/// # Errors
/// `bad-model` with the reason; the model before then stays.
#[wasm_bindgen(js_name = loadModel, unchecked_return_type = "ModelInfo")]
pub fn load_model(
    config: &[u8],
    tensors: Vec<u8>,
    tokenizer: Option<Vec<u8>>,
    own: bool,
) -> Result<JsValue, Failure> {
    let model = SentenceModel::load(config, tensors, tokenizer.as_deref())
        .map_err(|error| Failure::new("bad-model", OPERATION, error.to_string()))?;
    let config = model.config();
    let info = ModelInfo {
        layout: match config.architecture {
            Architecture::Gpt2 => "gpt2",
            Architecture::Llama => "llama",
        },
        reads: model.reads(),
        layers: config.layers,
        heads: config.heads,
        kv_heads: config.kv_heads,
        head_dim: config.head_dim,
        d_model: config.d_model,
        vocabulary: config.vocab_size,
        positions: model.longest_text(),
    };
    MODELS.with_borrow_mut(|models| {
        let place = if own {
            &mut models.own
        } else {
            &mut models.trained
        };
        *place = Some(Arc::new(model));
    });
    object::write(OPERATION, &info)
}

/// The model that weights of this kind are of; none where they are drawn.
///
/// # Errors
/// `no-model` where there should be one.
pub(crate) fn of(source: WeightSource) -> Result<Option<Arc<SentenceModel>>, AttentionError> {
    let models = MODELS.with_borrow(|models| (models.trained.clone(), models.own.clone()));
    let (model, missing) = match source {
        WeightSource::Drawn => return Ok(None),
        WeightSource::Trained => (models.0, "the trained model has not been loaded"),
        WeightSource::Own => (models.1, "no model of the reader's has been loaded"),
    };
    let missing = || AttentionError::new(ErrorCode::NoModel, "trace", &[], &[], missing);
    model.ok_or_else(missing).map(Some)
}
