//! What whole models cost: parameters, cached bytes, operations, and the roofline that bounds them.
//!
//! The figures of published models are in [`published`], with their sources; a test holds every
//! formula against figures that others print.

mod attention;
mod feed_forward;
mod published;
mod roofline;

pub use attention::Attention;
pub use feed_forward::FeedForward;
pub use published::{Published, published};
pub use roofline::{Machine, Roof};

use super::{causal_pairs, product, sum};
use crate::{AttentionError, ErrorCode};

/// A decoder-only transformer, as far as its costs depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What one pass costs: some new tokens of some texts, after others that are cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Texts side by side.
    pub batch: usize,
    /// Tokens of each text that are cached.
    pub cached: usize,
    /// New tokens of each text: the prompt in prefill, 1 in decoding.
    pub tokens: usize,
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

    /// All parameters: embeddings, projections, feed-forward networks, norms, biases, output layer.
    pub fn parameters(&self) -> u64 {
        self.count(self.feed_forward.parameters(self))
    }

    /// Parameters that one token meets: with experts, the shared ones and those that it is routed to.
    pub fn active_parameters(&self) -> u64 {
        self.count(self.feed_forward.active_parameters(self))
    }

    /// Numbers that the cache keeps of one token in all layers.
    pub fn cached_numbers(&self) -> u64 {
        product([self.layers]).saturating_mul(self.attention.cached_numbers())
    }

    /// Bytes of the cache of `batch` texts of `tokens` tokens at `element` bytes a number. A window
    /// keeps its last tokens and no more.
    pub fn cache_bytes(&self, batch: usize, tokens: usize, element: usize) -> u64 {
        let kept = self.window.map_or(tokens, |window| tokens.min(window));
        product([batch, kept, element]).saturating_mul(self.cached_numbers())
    }

    /// Texts of `tokens` tokens whose caches fit beside the weights in `memory` bytes; `None` when not
    /// even the weights fit.
    pub fn texts_that_fit(&self, memory: u64, tokens: usize, element: usize) -> Option<u64> {
        let weights = self.parameters().saturating_mul(element as u64);
        let left = memory.checked_sub(weights)?;
        // Without tokens a text takes nothing, and no number of them is the most.
        Some(
            left.checked_div(self.cache_bytes(1, tokens, element))
                .unwrap_or(u64::MAX),
        )
    }

    /// Operations of a pass: two for each weight that each token is multiplied with, and two for each
    /// number of a key and a value for each pair of query and key.
    ///
    /// The output layer counts for every token in training; a server needs it for the last one of each
    /// text only, which is what counts here. Norms, activations and softmax are left out.
    pub fn flops(&self, pass: Pass) -> u64 {
        let Pass { batch, tokens, .. } = pass;
        let each = sum([
            product([self.layers]).saturating_mul(self.attention.weights(self.d_model)),
            self.feed_forward.active_weights(self),
        ]);
        let output = product([batch, tokens.min(1), self.vocabulary, self.d_model]);
        let pairs = product([batch, self.layers]).saturating_mul(self.pairs(pass));
        sum([
            product([batch, tokens]).saturating_mul(each),
            output,
            pairs.saturating_mul(self.attention.numbers_of_a_pair()),
        ])
        .saturating_mul(2)
    }

    /// Bytes that a pass must at least read and write: the weights that its tokens meet, once; the
    /// caches; the new rows. `element` bytes a number. With experts a larger batch meets more of them:
    /// as many as tokens are routed to, at most all.
    pub fn bytes(&self, pass: Pass, element: usize) -> u64 {
        let tokens = pass.batch.saturating_mul(pass.tokens);
        let weights = self.count(self.feed_forward.met_parameters(self, tokens));
        // One row of the embedding is read for each token, not the whole table.
        let table = if self.tied {
            0
        } else {
            product([self.vocabulary, self.d_model])
        };
        let read = weights
            .saturating_sub(table)
            .saturating_sub(product([self.positions, self.d_model]))
            .saturating_mul(element as u64);
        let cached = self.cache_bytes(pass.batch, pass.cached, element);
        let new = self.cache_bytes(pass.batch, pass.tokens, element);
        sum([read, cached, new])
    }

    /// Pairs of query and key of one text, in one head of one layer.
    fn pairs(&self, pass: Pass) -> u64 {
        let seen = pass.cached.saturating_add(pass.tokens);
        let all = causal_pairs(pass.tokens, seen);
        let Some(window) = self.window else {
            return all;
        };
        // Query i sees min(cached + i + 1, window) keys.
        let whole = seen.saturating_sub(pass.cached.max(window.saturating_sub(1)));
        let whole = whole.min(pass.tokens);
        let growing = pass.tokens - whole;
        let before = pass.cached.saturating_add(growing);
        causal_pairs(growing, before).saturating_add(product([whole, window]))
    }

    fn count(&self, feed_forward: u64) -> u64 {
        let table = product([self.vocabulary, self.d_model]);
        let norm = product([self.d_model, if self.bias { 2 } else { 1 }]);
        let attention = self.attention.parameters(self.d_model, self.bias);
        let layer = sum([attention, norm.saturating_mul(2)]);
        sum([
            table.saturating_mul(if self.tied { 1 } else { 2 }),
            product([self.positions, self.d_model]),
            product([self.layers]).saturating_mul(layer),
            feed_forward,
            norm,
        ])
    }
}
