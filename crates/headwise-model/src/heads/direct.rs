//! What a head writes, read as logits: its direct path to the output (Elhage et al. 2021).

use super::average::Average;
use crate::transformer::{Config, Norm, Weights};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayView4, Axis, Slice};

/// The maps from a head's weighted values to the logits.
///
/// The last norm divides by the size of the whole residual stream. That is one positive factor for
/// each query, which changes no order among the tokens, and it is left out.
pub(super) struct DirectPath<'a> {
    config: &'a Config,
    weights: &'a Weights,
    unembedding: ArrayView2<'a, f32>,
}

impl<'a> DirectPath<'a> {
    pub(super) fn new(config: &'a Config, weights: &'a Weights) -> Self {
        let tied = || weights.embedding.t();
        let unembedding = weights.head.as_ref().map_or_else(tied, |head| head.view());
        Self {
            config,
            weights,
            unembedding,
        }
    }

    /// The logits `[n, vocab_size]` that a head adds by itself for each query, up to a factor a row.
    /// `attention [n, m]` are its weights and `values [m, head_dim]` what it sums.
    pub(super) fn logits(
        &self,
        layer: usize,
        head: usize,
        attention: ArrayView2<'_, f32>,
        values: ArrayView2<'_, f32>,
    ) -> Array2<f32> {
        let width = self.config.head_dim;
        let rows = Slice::from(head * width..(head + 1) * width);
        let map = &self.weights.layers[layer].attention.o.weight;
        let written = attention.dot(&values).dot(&map.slice_axis(Axis(0), rows));
        normed(&self.weights.norm, written).dot(&self.unembedding)
    }

    /// The values of a head, `[m, head_dim]`, out of a layer's cache `[1, kv_heads, m, head_dim]`.
    pub(super) fn values<'v>(
        &self,
        cached: &'v ArrayView4<'_, f32>,
        head: usize,
    ) -> ArrayView2<'v, f32> {
        let shared_by = self.config.heads / self.config.kv_heads;
        cached
            .index_axis(Axis(0), 0)
            .index_axis_move(Axis(0), head / shared_by)
    }
}

/// The linear part of the last norm.
fn normed(norm: &Norm, mut written: Array2<f32>) -> Array2<f32> {
    let gain: &Array1<f32> = match norm {
        Norm::Layer { gain, .. } => {
            for mut row in written.rows_mut() {
                let mean = row.mean().unwrap_or_default();
                row -= mean;
            }
            gain
        }
        Norm::Rms { gain } => gain,
    };
    written * gain
}

/// Adds up how a head's logits rank the token that it looks at most.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CopyTally {
    below: Average,
    first: Average,
}

impl CopyTally {
    /// Takes in one query's logits and the token it looks at most.
    pub(super) fn add(&mut self, logits: ArrayView1<'_, f32>, token: u32) {
        let own = logits[token as usize];
        let others = logits.len().saturating_sub(1).max(1) as f64;
        let below = logits.iter().filter(|&&logit| logit < own).count();
        let above = logits.iter().any(|&logit| logit > own);
        self.below.add(below as f64 / others);
        self.first.add(if above { 0.0 } else { 1.0 });
    }

    pub(super) fn copying(&self) -> f64 {
        self.below.mean()
    }

    pub(super) fn copied(&self) -> f64 {
        self.first.mean()
    }
}
