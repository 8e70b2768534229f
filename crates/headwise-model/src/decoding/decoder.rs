//! A run of some tokens behind those that are cached, in plain sight of a meter.

use super::kernels::Metered;
use super::text::{failed, shown_model};
use super::{Counted, Meter};
use crate::layer::Layer;
use crate::recorder::Recorder;
use crate::transformer::{Kernels, KvCache, Linear, Map, Model};
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Contiguous, RowShape, attend};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Slice};
use std::ops::Range;
use std::rc::Rc;

/// What runs the tokens of a trace.
pub(crate) struct Decoder {
    runs: Runs,
    meter: Rc<Meter>,
}

enum Runs {
    /// Every layer of a model, up to the logits behind the last token.
    Model { model: Box<Model>, tokens: Vec<u32> },
    /// One layer of drawn weights over X.
    Layer(Box<Drawn>),
}

struct Drawn {
    /// W_Q, W_K, W_V and W_O.
    maps: [Box<dyn Linear>; 4],
    /// `[n, d_model]`.
    x: Array2<f32>,
    shape: RowShape,
    heads: usize,
    scale: f64,
}

/// Keys and values of the tokens so far.
pub(crate) enum Cached {
    /// Of every layer of a model.
    Model(KvCache),
    /// Of the one layer.
    Layer(Contiguous<f32>),
}

impl Decoder {
    /// What runs the tokens of a layer's words.
    ///
    /// # Errors
    /// `bad-setting` for a model that can't run.
    pub(crate) fn new(layer: &Layer, recorder: &Recorder) -> Result<Self, AttentionError> {
        let kernels = Metered::default();
        let meter = Rc::clone(&kernels.meter);
        let runs = match &layer.trained {
            Some(block) => Runs::Model {
                model: Box::new(shown_model(layer, block, Box::new(kernels))?),
                tokens: layer.words.ids(),
            },
            None => Runs::Layer(Box::new(Drawn::new(layer, recorder, &kernels)?)),
        };
        Ok(Self { runs, meter })
    }

    /// Counts what the runs spend.
    pub(crate) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Nothing cached yet.
    pub(crate) fn empty(&self) -> Cached {
        match &self.runs {
            Runs::Model { model, .. } => Cached::Model(model.cache(1)),
            Runs::Layer(drawn) => Cached::Layer(Contiguous::growing(drawn.shape)),
        }
    }

    /// Runs tokens of the text, which follow those that are cached, and caches them.
    ///
    /// # Errors
    /// None for tokens and caches of this decoder.
    pub(crate) fn run(
        &self,
        tokens: Range<usize>,
        cached: &mut Cached,
    ) -> Result<(), AttentionError> {
        match (&self.runs, cached) {
            (Runs::Model { model, tokens: all }, Cached::Model(cache)) => {
                let new = &all[tokens];
                let new = ArrayView2::from_shape((1, new.len()), new).expect("a slice is one row");
                let run = model.forward_last(new, cache);
                run.map(drop).map_err(failed)
            }
            (Runs::Layer(drawn), Cached::Layer(cache)) => drawn.run(tokens, cache, &self.meter),
            _ => unreachable!("a decoder is given back the cache that it made"),
        }
    }
}

impl Drawn {
    fn new(layer: &Layer, recorder: &Recorder, kernels: &Metered) -> Result<Self, AttentionError> {
        let narrow = |name| -> Array2<f32> {
            let kept: Array2<f64> = recorder.values(name);
            kept.mapv(|x| x as f32)
        };
        let map = |name| {
            let map = Map {
                weight: narrow(name),
                bias: None,
            };
            kernels.linear(map).map_err(failed)
        };
        Ok(Self {
            maps: [map("wq")?, map("wk")?, map("wv")?, map("wo")?],
            x: narrow("x"),
            shape: RowShape {
                kv_heads: layer.kv_heads,
                head_dim: layer.head_dim(),
                value_dim: layer.head_dim(),
            },
            heads: layer.heads,
            scale: layer.scale(layer.head_dim()),
        })
    }

    fn run(
        &self,
        tokens: Range<usize>,
        cache: &mut Contiguous<f32>,
        meter: &Meter,
    ) -> Result<(), AttentionError> {
        let x = self.x.slice_axis(Axis(0), Slice::from(tokens));
        let [q, k, v, o] = &self.maps;
        let [q, k, v] = [q, k, v].map(|map| map.apply(x).map_err(failed));
        let (q, k, v) = (q?, k?, v?);
        let mut outputs = Array2::zeros(q.dim());
        for (row, mut output) in outputs.outer_iter_mut().enumerate() {
            let keys = heads_of(k.row(row), self.shape.kv_heads);
            let values = heads_of(v.row(row), self.shape.kv_heads);
            cache.append(keys.view(), values.view())?;
            let queries = heads_of(q.row(row), self.heads).mapv(f64::from);
            let rows = Counted { rows: cache, meter };
            let (out, _) = attend(queries.view(), &rows, Some(self.scale))?;
            let out: Array1<f32> = out.iter().map(|&x| x as f32).collect();
            output.assign(&out);
        }
        o.apply(outputs.view()).map(drop).map_err(failed)
    }
}

/// A token's row `[heads width]` as `[heads, width]`.
fn heads_of(row: ArrayView1<'_, f32>, heads: usize) -> Array2<f32> {
    let shape = (heads, row.len() / heads);
    Array2::from_shape_fn(shape, |(head, at)| row[head * shape.1 + at])
}
