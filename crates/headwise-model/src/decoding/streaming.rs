//! A model over caches that evict.

use super::text::{failed, shown_weights};
use crate::layer::{Block, Layer};
use crate::transformer::{Kernels, Linear, Map, Model, ModelError, Observe};
use headwise_core::kv_cache::{Ring, RowShape, attend};
use headwise_core::{AttentionError, Options};
use ndarray::{Array2, Array4, ArrayView2, ArrayView4, Axis};
use std::cell::{Cell, RefCell};

/// A model whose layers attend over a ring each. A new token's position is its place inside the cache
/// (StreamingLLM, Xiao et al. 2023, section 3.2): positions are learned and enter with the token, so
/// those of tokens that are kept stay what they were.
pub(crate) struct Streaming {
    model: Model,
}

impl Streaming {
    /// The model as its trace shows it, over rings of so many sinks and newest rows.
    ///
    /// # Errors
    /// `bad-setting` for a model that can't run, or whose positions are not learned.
    pub(crate) fn new(
        layer: &Layer,
        block: &Block,
        sinks: usize,
        window: usize,
    ) -> Result<Self, AttentionError> {
        let mut weights = shown_weights(layer, block);
        let Some(positions) = &weights.positions else {
            let message = "positions inside the cache are those of a model that has learned them";
            return Err(failed(ModelError::Input(message.to_owned())));
        };
        let last = sinks + window - 1;
        let places: Vec<usize> = (0..positions.nrows()).map(|at| at.min(last)).collect();
        weights.positions = Some(positions.select(Axis(0), &places));
        let config = block.model.config.clone();
        let rings = Rings {
            sinks,
            window,
            layers: config.layers,
            ..Rings::default()
        };
        let model = Model::new(config, weights, Box::new(rings)).map_err(failed)?;
        Ok(Self { model })
    }

    /// The logits behind each token of a text, `[n, vocab_size]`.
    ///
    /// # Errors
    /// `bad-setting` for tokens that the model has not.
    pub(crate) fn logits(&self, tokens: &[u32]) -> Result<Array2<f32>, AttentionError> {
        logits(&self.model, tokens)
    }
}

/// The logits behind each token of a text, `[n, vocab_size]`.
///
/// # Errors
/// As [`Streaming::logits`].
pub(crate) fn logits(model: &Model, tokens: &[u32]) -> Result<Array2<f32>, AttentionError> {
    let tokens = ArrayView2::from_shape((1, tokens.len()), tokens).expect("a slice is one row");
    let run = model.forward(tokens, &mut model.cache(1), Observe::default());
    let run = run.map_err(failed)?;
    Ok(run.logits.index_axis_move(Axis(0), 0))
}

/// Attention over rings, one for each layer: what the model's own cache hands over is appended, and
/// never read again.
#[derive(Default)]
struct Rings {
    sinks: usize,
    window: usize,
    layers: usize,
    rings: RefCell<Vec<Ring<f32>>>,
    /// The layer that attends next: they do so in turn.
    next: Cell<usize>,
}

impl Kernels for Rings {
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError> {
        Ok(Box::new(map))
    }

    /// Of one text, from its first token on.
    fn attention(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        let layer = self.next.get();
        self.next.set((layer + 1) % self.layers);
        let (_, kv_heads, seen, head_dim) = k.dim();
        let (_, heads, new, _) = q.dim();
        let shape = RowShape {
            kv_heads,
            head_dim,
            value_dim: v.len_of(Axis(3)),
        };
        let mut rings = self.rings.borrow_mut();
        if seen == new {
            // A text begins.
            rings.truncate(layer);
            rings.push(Ring::new(shape, self.sinks, self.window)?);
        }
        let ring = &mut rings[layer];
        let mut out = Array4::zeros((1, heads, new, shape.value_dim));
        let row = |x: ArrayView4<'_, f32>, token| {
            let text = x.index_axis_move(Axis(0), 0);
            text.index_axis_move(Axis(1), token).to_owned()
        };
        for query in 0..new {
            let token = seen - new + query;
            ring.append(row(k, token).view(), row(v, token).view())?;
            let (attended, _) = attend(row(q, query).view(), ring, options.scale)?;
            out.index_axis_mut(Axis(0), 0)
                .index_axis_mut(Axis(1), query)
                .assign(&attended);
        }
        Ok(out)
    }
}
