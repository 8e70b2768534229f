//! How a text is decoded over its cache, and which caches it is kept in.

use serde::{Deserialize, Serialize};

/// A prompt that fills the cache at once, then steps of one token each. With trained weights the
/// tokens behind the prompt are those that the model chooses; with drawn ones, whose predictions
/// mean nothing, they are the text's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct CacheRequest {
    /// Tokens of the prompt, from 1 to as many as the text has; the one that begins a trained model's
    /// text counts. Unless given: all that leave room for the steps, and of a text without a
    /// trained model half, rounded up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<usize>,
    /// Tokens decoded behind the prompt, from 1. 8 unless given, fewer where there is less room;
    /// without a trained model the rest of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<usize>,
    /// How a trained model's tokens are chosen. The most likely one unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampling: Option<SamplingRequest>,
    /// Key heads of the grouped queries that are compared, a divisor of the query heads. Those of
    /// the request where they are shared but not all one, else the largest divisor below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<usize>,
    /// d_c, the width of the latent that is compared, from 1 to h d_k. The smaller of 4 d_k and half
    /// of h d_k unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
    /// d_R, the width of its rotary key: even, from 2 to 64. Half of d_k unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotary_dim: Option<usize>,
    /// Rows of a page, from 1 to 64. 4 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<usize>,
    /// w: the newest rows that a ring keeps, from 1 to 64. 5 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<usize>,
    /// The first rows that it keeps, up to w. 3 unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sinks: Option<usize>,
    /// Keys in 8 bits share a scale by channel in groups of so many tokens, 1 to 64. By token and
    /// head unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_group: Option<usize>,
    /// Whether a trained model with learned positions also runs over the caches that evict, and its
    /// loss is measured. False unless given.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<bool>"))]
    pub loss: bool,
}

/// How a token is drawn from a model's distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SamplingRequest {
    /// Divides the logits, 0.05 to 20.
    pub temperature: f64,
    /// Of the draws: equal seeds give equal texts.
    pub seed: u32,
}
