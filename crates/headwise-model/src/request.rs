//! What a reader chooses: a sentence and the sizes of one attention layer.

mod cache;

pub use cache::{CacheRequest, SamplingRequest};

use crate::own::OwnArrays;
use serde::{Deserialize, Serialize};

/// More tokens than this are dropped, and the trace says how many.
pub const MAX_TOKENS: usize = 64;
/// The widest model. Also keeps the counter of an embedding's draw (24-bit key times width) in 32 bits.
pub const MAX_D_MODEL: usize = 256;
/// The most heads: more would be unreadable, and each adds `64 x 64` scores several times over.
pub const MAX_HEADS: usize = 32;
/// The coldest softmax: below it, f32 scores are too coarse to derive the weights again to 1e-5.
pub const MIN_TEMPERATURE: f64 = 0.05;
/// The warmest softmax: weights are all but equal.
pub const MAX_TEMPERATURE: f64 = 20.0;

/// One run of one attention layer over one sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SentenceRequest {
    /// The sentence. At least one word or sign; tokens after the 64th are dropped.
    pub text: String,
    /// Query heads, h: divides `dModel`, at most 32. 4 unless given.
    #[serde(default = "default_heads")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<usize>"))]
    pub heads: usize,
    /// Key and value heads, g: divides `heads`. As many as `heads` unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub kv_heads: Option<usize>,
    /// Width of the residual stream, 1 to 256. 32 unless given.
    #[serde(default = "default_d_model")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<usize>"))]
    pub d_model: usize,
    /// Whether a token sees only itself and those before it. True unless given.
    #[serde(default = "default_causal")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<bool>"))]
    pub causal: bool,
    /// Divides the scores on top of `sqrt(d_k)`, 0.05 to 20. 1 unless given.
    #[serde(default = "default_temperature")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<f64>"))]
    pub temperature: f64,
    /// Chooses the drawn embeddings and weights. 7 unless given.
    #[serde(default = "default_seed")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<u32>"))]
    pub seed: u32,
    /// Heads left out of the output, each less than `heads`. None unless given.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<usize>>"))]
    pub heads_off: Vec<usize>,
    /// Whose weights they are. Drawn unless given.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<WeightSource>"))]
    pub weights: WeightSource,
    /// Which layer of a trained model is shown, from 0. The last unless given; without meaning where
    /// weights are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub layer: Option<usize>,
    /// Traces one head's attention once more, tile by tile. Not unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub tiles: Option<TileRequest>,
    /// Traces the text once more, token by token over its cache. Not unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub cache: Option<CacheRequest>,
    /// Numbers of the caller in place of drawn ones. Not with trained weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub own: Option<OwnArrays>,
}

/// How one head is walked over in tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TileRequest {
    /// Which head, less than `heads`.
    pub head: usize,
    /// B_r: queries of a tile, from 1. More than there are make one tile.
    pub rows: usize,
    /// B_c: keys of a tile, from 1.
    pub columns: usize,
    /// Among how many workers the keys of the last query are split (FlashDecoding), from 1.
    pub splits: usize,
}

/// Where the weights of a run come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum WeightSource {
    /// From the seed, at the sizes of the request: a layer as it is before training.
    #[default]
    Drawn,
    /// From the trained model, whose own sizes hold: `heads`, `kvHeads`, `dModel`, `causal` and `seed`
    /// are passed over.
    Trained,
    /// From the model that the reader opened; the same holds.
    Own,
}

impl SentenceRequest {
    /// This sentence at the default settings.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            heads: default_heads(),
            kv_heads: None,
            d_model: default_d_model(),
            causal: default_causal(),
            temperature: default_temperature(),
            seed: default_seed(),
            heads_off: Vec::new(),
            weights: WeightSource::Drawn,
            layer: None,
            tiles: None,
            cache: None,
            own: None,
        }
    }
}

fn default_heads() -> usize {
    4
}

fn default_d_model() -> usize {
    32
}

fn default_causal() -> bool {
    true
}

fn default_temperature() -> f64 {
    1.0
}

fn default_seed() -> u32 {
    7
}
