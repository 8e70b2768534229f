//! A layer of the trained model.

use super::checks::refused;
use crate::request::{SentenceRequest, WeightSource};
use crate::sentence_model::SentenceModel;
use crate::trained::{OfTrained, Trained};
use crate::transformer::LayerWeights;
use headwise_core::{AttentionError, ErrorCode};
use std::sync::Arc;

/// A layer of a trained model.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) model: OfTrained<Arc<SentenceModel>>,
    /// Which one, from 0.
    pub(crate) index: usize,
    pub(crate) known: Trained,
}

impl Block {
    /// Its parameters.
    pub(crate) fn weights(&self) -> &LayerWeights {
        &self.model.weights.layers[self.index]
    }
}

/// The layer that is asked for, of the model that is there.
pub(super) fn trained(
    request: &SentenceRequest,
    model: Option<&Arc<SentenceModel>>,
) -> Result<Option<Block>, AttentionError> {
    if request.weights == WeightSource::Drawn {
        return Ok(None);
    }
    let (Some(known), Some(model)) = (Trained::known(), model) else {
        let message = "the trained model has not been loaded".to_owned();
        return Err(refused(ErrorCode::NoModel, &[], &[], message));
    };
    let layers = model.config.layers;
    let index = request.layer.unwrap_or(layers - 1);
    if index >= layers {
        let message = format!("layer {index} is not among {layers}: the first is 0");
        return Err(refused(ErrorCode::BadSetting, &[index], &[layers], message));
    }
    Ok(Some(Block {
        model: OfTrained::new(Arc::clone(model), known),
        index,
        known,
    }))
}
