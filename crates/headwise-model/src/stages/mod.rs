//! The computation in order, one file a stage.

mod affine;
mod attend;
mod cache;
mod concat;
mod embed;
mod facts;
mod keep;
mod output;
mod own;
mod project;
mod rotary;
mod scores;
mod softmax;
mod split;
mod statistics;
mod tiles;
mod trained;
mod wide_head;

use crate::layer::Layer;
use crate::own::OwnArrays;
use crate::recorder::Recorder;
use crate::trained::{Tiles, Trained};
use headwise_core::AttentionError;
use keep::keep;

/// Computes some tensors from those recorded before, and records them.
type Run = fn(&Layer, &mut Recorder) -> Result<(), AttentionError>;

/// A piece of the work.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stage {
    /// Of the layer that is shown, or before all layers, or behind them.
    Shown(Run),
    /// A whole layer of the trained model that is not shown.
    Beside(usize, Trained),
}

impl Stage {
    /// Does it.
    pub(crate) fn run(&self, layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
        match self {
            Self::Shown(run) => run(layer, recorder),
            Self::Beside(index, _) => trained::beside(&layer.beside(*index), recorder),
        }
    }
}

/// Every stage of a run, each after those it reads.
pub(crate) fn plan(layer: &Layer) -> Vec<Stage> {
    let decoding = layer.cache.iter().flat_map(|_| cache::STAGES);
    let tiles = Tiles::known().map(|_| tiles::run as Run);
    let Some(block) = layer.block() else {
        if layer.own.as_ref().is_some_and(OwnArrays::has_heads) {
            return OWN_HEADS
                .into_iter()
                .chain(tiles)
                .map(Stage::Shown)
                .collect();
        }
        let drawn: [Run; 2] = [facts::run, embed::run];
        return drawn
            .into_iter()
            .chain(ATTENTION)
            .chain(tiles)
            .chain(decoding)
            .map(Stage::Shown)
            .collect();
    };
    let mut plan: Vec<Stage> = [facts::run, trained::embed].map(Stage::Shown).to_vec();
    for index in 0..block.model.config.layers {
        if index == block.index {
            let first: [Run; 1] = [trained::enter];
            let shown = first
                .into_iter()
                .chain(ATTENTION)
                .chain([trained::leave as Run]);
            plan.extend(shown.map(Stage::Shown));
        } else {
            plan.push(Stage::Beside(index, block.known));
        }
    }
    let predict: [Run; 1] = [trained::predict];
    let behind = predict.into_iter().chain(tiles).chain(decoding);
    plan.extend(behind.map(Stage::Shown));
    plan
}

/// The attention of the layer that is shown, from X on.
const ATTENTION: [Run; 7] = [
    project::run,
    split::run,
    scores::run,
    attend::run,
    concat::run,
    output::run,
    wide_head::run,
];

/// Attention over Q, K and V of the caller: there is no X before them, and no W_O behind them.
const OWN_HEADS: [Run; 6] = [
    facts::run,
    own::run,
    split::run,
    scores::run,
    attend::run,
    wide_head::run,
];

/// The streams of [`headwise_core::draw`], one for each drawn table.
mod stream {
    pub(super) const EMBEDDING: u32 = 0;
    pub(super) const W_Q: u32 = 1;
    pub(super) const W_K: u32 = 2;
    pub(super) const W_V: u32 = 3;
    pub(super) const W_O: u32 = 4;
}
