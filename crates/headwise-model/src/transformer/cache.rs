//! Keys and values of the tokens so far, so that the next token costs one row and not all of them.

use super::Config;
use ndarray::{Array4, ArrayView4, Axis, Slice};

/// The axis of tokens.
const TOKENS: Axis = Axis(2);

/// Room for so many tokens is made at first.
const FIRST_CAPACITY: usize = 16;

/// A contiguous cache, `[batch, kv_heads, capacity, head_dim]` for keys and values of each layer. Its
/// capacity doubles, so that appending n tokens one by one copies O(n) rows in all.
#[derive(Clone, Debug)]
pub struct KvCache {
    layers: Vec<Layer>,
    batch: usize,
    len: usize,
}

#[derive(Clone, Debug)]
struct Layer {
    keys: Array4<f32>,
    values: Array4<f32>,
}

impl KvCache {
    /// An empty cache for `batch` texts of equal length.
    pub(super) fn new(config: &Config, batch: usize) -> Self {
        let empty = || Array4::zeros((batch, config.kv_heads, 0, config.head_dim));
        let layer = |_| Layer {
            keys: empty(),
            values: empty(),
        };
        Self {
            layers: (0..config.layers).map(layer).collect(),
            batch,
            len: 0,
        }
    }

    /// Texts side by side.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Tokens of each text.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no token was taken in.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes that the tokens so far take; room not yet used is not counted.
    pub fn bytes(&self) -> usize {
        let per_token = |layer: &Layer| {
            let (batch, heads, _, dim) = layer.keys.dim();
            2 * batch * heads * dim * size_of::<f32>()
        };
        self.len * self.layers.iter().map(per_token).sum::<usize>()
    }

    /// Forgets the tokens from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// The keys and values of one layer, each `[batch, kv_heads, m, head_dim]`, up to `len` tokens.
    ///
    /// # Panics
    /// When there is no such layer.
    pub fn layer(&self, layer: usize) -> (ArrayView4<'_, f32>, ArrayView4<'_, f32>) {
        self.seen(layer, self.len)
    }

    /// Writes the keys and values of new tokens after those of `len`; gives all of the layer's. They
    /// count once [`Self::advance`] is called: a run that fails half way leaves the cache as it was.
    pub(super) fn append(
        &mut self,
        layer: usize,
        keys: ArrayView4<'_, f32>,
        values: ArrayView4<'_, f32>,
    ) -> (ArrayView4<'_, f32>, ArrayView4<'_, f32>) {
        let end = self.len + keys.dim().2;
        let Layer {
            keys: own_keys,
            values: own_values,
        } = &mut self.layers[layer];
        for (own, new) in [(own_keys, keys), (own_values, values)] {
            reserve(own, self.len, end);
            own.slice_axis_mut(TOKENS, Slice::from(self.len..end))
                .assign(&new);
        }
        self.seen(layer, end)
    }

    /// Counts `tokens` that every layer has appended.
    pub(super) fn advance(&mut self, tokens: usize) {
        self.len += tokens;
    }

    fn seen(&self, layer: usize, end: usize) -> (ArrayView4<'_, f32>, ArrayView4<'_, f32>) {
        let Layer { keys, values } = &self.layers[layer];
        let rows = Slice::from(..end);
        (
            keys.slice_axis(TOKENS, rows),
            values.slice_axis(TOKENS, rows),
        )
    }
}

/// Makes room for `wanted` tokens and keeps the first `len`.
fn reserve(array: &mut Array4<f32>, len: usize, wanted: usize) {
    let (batch, heads, capacity, dim) = array.dim();
    if wanted <= capacity {
        return;
    }
    let capacity = wanted.max(2 * capacity).max(FIRST_CAPACITY);
    let mut grown = Array4::zeros((batch, heads, capacity, dim));
    let rows = Slice::from(..len);
    grown
        .slice_axis_mut(TOKENS, rows)
        .assign(&array.slice_axis(TOKENS, rows));
    *array = grown;
}
