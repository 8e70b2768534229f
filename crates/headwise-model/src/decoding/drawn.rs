//! One layer of drawn weights, run over X.

use super::{Counted, Meter};
use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Contiguous, RowShape, attend};
use std::ops::Range;

pub(super) struct Drawn {
    /// W_Q, W_K, W_V and W_O.
    maps: [Cells<2>; 4],
    /// `[n, d_model]`.
    x: Cells<2>,
    shape: RowShape,
    heads: usize,
    scale: f64,
}

impl Drawn {
    /// The layer as it was recorded.
    pub(super) fn new(layer: &Layer, recorder: &Recorder) -> Self {
        Self {
            maps: [
                recorder.cells("wq"),
                recorder.cells("wk"),
                recorder.cells("wv"),
                recorder.cells("wo"),
            ],
            x: recorder.cells("x"),
            shape: layer.row(),
            heads: layer.heads,
            scale: layer.scale(layer.head_dim()),
        }
    }

    /// Nothing cached yet.
    pub(super) fn empty(&self) -> Contiguous<f32> {
        Contiguous::growing(self.shape)
    }

    /// Runs tokens behind those that are cached, and caches them.
    ///
    /// # Errors
    /// None for tokens of X.
    pub(super) fn run(
        &self,
        tokens: Range<usize>,
        cache: &mut Contiguous<f32>,
        meter: &Meter,
    ) -> Result<(), AttentionError> {
        let shape = [tokens.len(), self.x.shape[1]];
        let x = Cells::from_places(shape, &mut |[row, m]| self.x[[tokens.start + row, m]]);
        let map = |x: &Cells<2>, which: usize| {
            let weights = &self.maps[which];
            meter.product(x.shape[0], weights.shape[0], weights.shape[1]);
            x.times(weights)
        };
        let (q, k, v) = (map(&x, 0), map(&x, 1), map(&x, 2));
        let mut outputs = Cells::filled(q.shape, 0.0);
        for row in 0..shape[0] {
            let key = heads_of(&k, row, self.shape.kv_heads).narrow();
            let value = heads_of(&v, row, self.shape.kv_heads).narrow();
            cache.append(key.view(), value.view())?;
            let queries = heads_of(&q, row, self.heads);
            let rows = Counted { rows: cache, meter };
            let (out, _) = attend(queries.matrix().view(), &rows, Some(self.scale))?;
            let width = self.shape.value_dim;
            for column in 0..q.shape[1] {
                outputs[[row, column]] = out[[column / width, column % width]];
            }
        }
        map(&outputs, 3);
        Ok(())
    }
}

/// A token's row `[heads width]` as `[heads, width]`.
fn heads_of(all: &Cells<2>, row: usize, heads: usize) -> Cells<2> {
    Cells {
        shape: [heads, all.shape[1] / heads],
        numbers: all.row(row).to_vec(),
    }
}
