//! What whole models cost: parameters, cached bytes, operations, and the roofline that bounds them.
//!
//! The figures of published models are in [`published`], with their sources; a test holds every
//! formula against figures that others print.

mod attention;
mod feed_forward;
mod machines;
mod pass;
mod published;
mod roofline;
mod sheet;

pub use attention::Attention;
pub use feed_forward::FeedForward;
pub use machines::{Peaks, PublishedMachine, published_machines};
pub use pass::{Operations, Pass};
pub use published::{Published, published};
pub use roofline::{Machine, Roof};
pub use sheet::{Cache, Setting, Sheet, Work, cache_curve};

use super::{causal_pairs, product, sum};
use crate::{AttentionError, ErrorCode};
use serde::{Deserialize, Serialize};

/// A decoder-only transformer, as far as its costs depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ModelSizes"))]
pub struct Model {
    /// Blocks of attention and feed-forward network.
    pub layers: usize,
    /// Width of a token.
    pub d_model: usize,
    /// Attention of every layer.
    pub attention: Attention,
    /// Feed-forward networks.
    pub feed_forward: FeedForward,
    /// Tokens of the vocabulary.
    pub vocabulary: usize,
    /// Whether the output layer uses the embedding's matrix.
    pub tied: bool,
    /// Rows of a learned position embedding; 0 where positions are rotary.
    pub positions: usize,
    /// Whether projections and norms add a bias, as GPT-2 and GPT-3 do.
    pub bias: bool,
    /// Keys that a query sees at most: a sliding window in every layer.
    pub window: Option<usize>,
}

/// Bytes that a number is stored in: 1 for int8 and fp8, 2 for f16 and bf16, 4 for f32. The scales
/// that eight bits need besides are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "NumberBytes"))]
pub struct Storage {
    /// Of a weight.
    pub weights: usize,
    /// Of a number in the cache.
    pub cache: usize,
}

/// A model's parameters, part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The tables of tokens and of positions, and the output layer's.
    pub embeddings: u64,
    /// Weights of all projections.
    pub attention: u64,
    /// Weights of all feed-forward networks and routers.
    pub feed_forward: u64,
    /// Norms and biases.
    pub rest: u64,
}

impl Parameters {
    /// All of them.
    pub fn total(&self) -> u64 {
        sum([
            self.embeddings,
            self.attention,
            self.feed_forward,
            self.rest,
        ])
    }
}

impl Model {
    /// Checks that the sizes describe a model.
    ///
    /// # Errors
    /// `bad-setting` when a size that must be positive is 0, `heads-do-not-divide` when key heads do
    /// not divide query heads.
    pub fn check(&self) -> Result<(), AttentionError> {
        let refuse = |code, given: usize, wanted: usize, message: &str| {
            AttentionError::new(code, "model costs", &[given], &[wanted], message)
        };
        if [self.layers, self.d_model, self.vocabulary].contains(&0) {
            let message = "layers, d_model and vocabulary must be at least 1";
            return Err(refuse(ErrorCode::BadSetting, 0, 1, message));
        }
        if self.window == Some(0) {
            let message = "a window must hold at least one key";
            return Err(refuse(ErrorCode::BadSetting, 0, 1, message));
        }
        self.attention.check(refuse)?;
        self.feed_forward.check(self.layers, refuse)
    }

    /// All parameters.
    pub fn parameters(&self) -> u64 {
        self.parameters_by_part().total()
    }

    /// All parameters, part by part.
    pub fn parameters_by_part(&self) -> Parameters {
        let all = self.count(self.feed_forward.parameters(self));
        let embeddings = self.embeddings();
        let attention = product([self.layers]).saturating_mul(self.attention.weights(self.d_model));
        let feed_forward = self.feed_forward.weights(self);
        let named = sum([embeddings, attention, feed_forward]);
        Parameters {
            embeddings,
            attention,
            feed_forward,
            rest: all.saturating_sub(named),
        }
    }

    /// Parameters that one token meets: with experts, the shared ones and those that it is routed to.
    pub fn active_parameters(&self) -> u64 {
        self.count(self.feed_forward.active_parameters(self))
    }

    /// Numbers that the cache keeps of one token in all layers.
    pub fn cached_numbers(&self) -> u64 {
        product([self.layers]).saturating_mul(self.attention.cached_numbers())
    }

    /// Tokens of a text that the cache keeps: a window keeps its last ones and no more.
    pub fn kept(&self, tokens: usize) -> usize {
        self.window.map_or(tokens, |window| tokens.min(window))
    }

    /// Bytes of the cache of `batch` texts of `tokens` tokens at `element` bytes a number.
    pub fn cache_bytes(&self, batch: usize, tokens: usize, element: usize) -> u64 {
        product([batch, self.kept(tokens), element]).saturating_mul(self.cached_numbers())
    }

    /// Texts of `tokens` tokens whose caches fit beside the weights in `memory` bytes; `None` when not
    /// even the weights fit.
    pub fn texts_that_fit(&self, memory: u64, tokens: usize, storage: Storage) -> Option<u64> {
        let weights = self.parameters().saturating_mul(storage.weights as u64);
        let left = memory.checked_sub(weights)?;
        // Without tokens a text takes nothing, and no number of them is the most.
        let each = self.cache_bytes(1, tokens, storage.cache);
        Some(left.checked_div(each).unwrap_or(u64::MAX))
    }

    fn count(&self, feed_forward: u64) -> u64 {
        let norm = product([self.d_model, if self.bias { 2 } else { 1 }]);
        let attention = self.attention.parameters(self.d_model, self.bias);
        let layer = sum([attention, norm.saturating_mul(2)]);
        sum([
            self.embeddings(),
            product([self.layers]).saturating_mul(layer),
            feed_forward,
            norm,
        ])
    }

    fn embeddings(&self) -> u64 {
        sum([
            self.table().saturating_mul(if self.tied { 1 } else { 2 }),
            product([self.positions, self.d_model]),
        ])
    }

    /// Weights of the output layer, and of the embedding.
    fn table(&self) -> u64 {
        product([self.vocabulary, self.d_model])
    }
}
