//! A run of some tokens behind those that are cached, in plain sight of a meter.

use super::Meter;
use super::drawn::Drawn;
use super::kernels::Metered;
use super::text::{failed, shown_model};
use crate::layer::Layer;
use crate::recorder::Recorder;
use crate::trained::{OfTrained, Trained};
use crate::transformer::{KvCache, Model};
use headwise_core::AttentionError;
use headwise_core::kv_cache::Contiguous;
use ndarray::ArrayView2;
use std::ops::Range;
use std::rc::Rc;

/// What runs the tokens of a trace.
pub(crate) struct Decoder {
    runs: Runs,
    meter: Rc<Meter>,
}

enum Runs {
    /// Every layer of a model, up to the logits behind the last token.
    Model {
        model: OfTrained<Box<Model>>,
        tokens: Vec<u32>,
        known: Trained,
    },
    /// One layer of drawn weights over X.
    Layer(Box<Drawn>),
}

/// Keys and values of the tokens so far.
pub(crate) enum Cached {
    /// Of every layer of a model.
    Model(OfTrained<KvCache>),
    /// Of the one layer.
    Layer(Contiguous<f32>),
}

impl Decoder {
    /// What runs the tokens of a layer's words.
    ///
    /// # Errors
    /// `bad-setting` for a model that can't run.
    pub(crate) fn new(layer: &Layer, recorder: &Recorder) -> Result<Self, AttentionError> {
        let meter = Rc::new(Meter::default());
        let runs = match layer.block() {
            Some(block) => {
                let meter = Rc::clone(&meter);
                let model = shown_model(layer, block, Box::new(Metered { meter }))?;
                Runs::Model {
                    model: OfTrained::new(Box::new(model), block.known),
                    tokens: layer.words.ids(),
                    known: block.known,
                }
            }
            None => Runs::Layer(Box::new(Drawn::new(layer, recorder))),
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
            Runs::Model { model, known, .. } => {
                Cached::Model(OfTrained::new(model.cache(1), *known))
            }
            Runs::Layer(drawn) => Cached::Layer(drawn.empty()),
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
        match &self.runs {
            Runs::Model {
                model, tokens: all, ..
            } => {
                let Cached::Model(cache) = cached else {
                    unreachable!("a decoder is given back the cache that it made");
                };
                let new = &all[tokens];
                let new = ArrayView2::from_shape((1, new.len()), new).expect("a slice is one row");
                let run = model.forward_last(new, cache);
                run.map(drop).map_err(failed)
            }
            Runs::Layer(drawn) => {
                let Cached::Layer(cache) = cached else {
                    unreachable!("a decoder is given back the cache that it made");
                };
                drawn.run(tokens, cache, &self.meter)
            }
        }
    }
}
