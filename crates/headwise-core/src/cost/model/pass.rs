//! What one pass through a model takes: operations, and bytes to and from memory.

use super::{Model, Storage, causal_pairs, product, sum};

/// Some new tokens of some texts, after others that are cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Texts side by side.
    pub batch: usize,
    /// Tokens of each text that are cached.
    pub cached: usize,
    /// New tokens of each text: the prompt in prefill, 1 in decoding.
    pub tokens: usize,
}

/// The factors of a pass's operations,
/// `2 batch (tokens weights + layers pairs pair_numbers + output + rebuilding)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operations {
    /// Weights that each token is multiplied with, in all layers.
    pub weights: u64,
    /// Pairs of query and key of one text, in one head of one layer.
    pub pairs: u64,
    /// Numbers that a pair is multiplied with, in all heads of a layer.
    pub pair_numbers: u64,
    /// Weights of the output layer, which only the last token of each text meets; 0 without tokens.
    pub output: u64,
    /// Products that rebuild the cached keys and values of one text from their latents, in all layers.
    pub rebuilding: u64,
    /// Whether queries meet latents as they are, and nothing is rebuilt.
    pub absorbed: bool,
    /// All operations of all texts.
    pub flops: u64,
}

impl Model {
    /// Operations of a pass. See [`Model::operations`].
    pub fn flops(&self, pass: Pass) -> u64 {
        self.operations(pass).flops
    }

    /// Operations of a pass: two for each weight that each token is multiplied with, and two for each
    /// number of a key and a value for each pair of query and key.
    ///
    /// The output layer counts for every token in training; a server needs it for the last one of each
    /// text only, which is what counts here. Norms, activations and softmax are left out. Latents are
    /// rebuilt or absorbed, whichever takes less (DeepSeek-V2 2024, section 2.1.2): a prompt shares
    /// what is rebuilt, a single new token does not.
    pub fn operations(&self, pass: Pass) -> Operations {
        let Pass {
            batch,
            cached,
            tokens,
        } = pass;
        let weights = sum([
            product([self.layers]).saturating_mul(self.attention.weights(self.d_model)),
            self.feed_forward.active_weights(self),
        ]);
        let output = product([tokens.min(1)]).saturating_mul(self.table());
        let pairs = self.pairs(pass);
        let attended = |numbers: u64| {
            product([self.layers])
                .saturating_mul(pairs)
                .saturating_mul(numbers)
        };
        let plain = self.attention.numbers_of_a_pair();
        let rebuilding = product([self.layers, self.seen_of_cache(cached)])
            .saturating_mul(self.attention.rebuilding());
        let rebuilt = attended(plain).saturating_add(rebuilding);
        let absorbed = self.attention.absorbed_numbers_of_a_pair();
        let absorbed = absorbed.filter(|&numbers| attended(numbers) < rebuilt);
        let attending = absorbed.map_or(rebuilt, attended);
        let text = sum([product([tokens]).saturating_mul(weights), attending, output]);
        Operations {
            weights,
            pairs,
            pair_numbers: absorbed.unwrap_or(plain),
            output,
            rebuilding: if absorbed.is_some() { 0 } else { rebuilding },
            absorbed: absorbed.is_some(),
            flops: product([2, batch]).saturating_mul(text),
        }
    }

    /// Bytes that a pass must at least read and write: the weights that its tokens meet, once; the
    /// cached rows that they see; the new rows that are kept. Activations are left out.
    pub fn bytes(&self, pass: Pass, storage: Storage) -> u64 {
        let weights = self.weights_read(pass.batch.saturating_mul(pass.tokens));
        let rows = self
            .seen_of_cache(pass.cached)
            .saturating_add(self.kept(pass.tokens));
        sum([
            weights.saturating_mul(storage.weights as u64),
            product([pass.batch, rows, storage.cache]).saturating_mul(self.cached_numbers()),
        ])
    }

    /// Parameters that so many tokens read, once: all but the tables in which each of them looks up
    /// one row. With experts, as many as tokens meet on average
    /// ([`super::FeedForward::experts_met`]).
    pub fn weights_read(&self, tokens: usize) -> u64 {
        let table = if self.tied { 0 } else { self.table() };
        self.count(self.feed_forward.met_parameters(self, tokens))
            .saturating_sub(table)
            .saturating_sub(product([self.positions, self.d_model]))
    }

    /// Cached rows that new tokens see: a window's first new query sees one row less than it holds.
    fn seen_of_cache(&self, cached: usize) -> usize {
        self.window
            .map_or(cached, |window| cached.min(window.saturating_sub(1)))
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
}
