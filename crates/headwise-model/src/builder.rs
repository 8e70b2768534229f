//! Makes a trace, one stage at a time.

use crate::layer::Layer;
use crate::recorder::Recorder;
use crate::request::{MAX_TOKENS, SentenceRequest};
use crate::sentence_model::SentenceModel;
use crate::stages::{Stage, plan};
use crate::words::Words;
use headwise_core::AttentionError;
use headwise_core::trace::Trace;
use std::sync::Arc;

/// The whole trace of a request.
///
/// # Errors
/// Those of [`TraceBuilder::new`].
pub fn trace(request: &SentenceRequest) -> Result<Trace, AttentionError> {
    let mut builder = TraceBuilder::new(request)?;
    while !builder.advance()? {}
    builder.finish()
}

/// A trace that is made in short pieces, so that a page can report progress and stop.
#[derive(Clone, Debug)]
pub struct TraceBuilder {
    layer: Layer,
    recorder: Recorder,
    plan: Vec<Stage>,
    done: usize,
}

impl TraceBuilder {
    /// Checks the request; nothing is computed yet but the tokens that a trained model writes where its
    /// cache is asked for, for all sizes depend on them.
    ///
    /// # Errors
    /// `empty-text` when the text holds no token; `heads-do-not-divide` when `heads` does not divide
    /// `d_model` or `kv_heads` does not divide `heads`; `bad-setting` when a number is out of its
    /// range; `no-model` when trained weights are asked for.
    pub fn new(request: &SentenceRequest) -> Result<Self, AttentionError> {
        Self::with_model(request, None)
    }

    /// As [`TraceBuilder::new`]; `model` is the one that trained weights are of.
    ///
    /// # Errors
    /// The same; `no-model` when trained weights are asked for and there is none; `cache-full` when it has
    /// too few positions for what is to be decoded.
    pub fn with_model(
        request: &SentenceRequest,
        model: Option<&Arc<SentenceModel>>,
    ) -> Result<Self, AttentionError> {
        let words = || Words::split(&request.text, MAX_TOKENS);
        Ok(Self::of_layer(Layer::new(request, model, words)?))
    }

    /// As [`TraceBuilder::new`], of a text that was split elsewhere: see [`Words::of_parts`].
    ///
    /// # Errors
    /// The same.
    pub fn of_words(request: &SentenceRequest, words: Words) -> Result<Self, AttentionError> {
        Ok(Self::of_layer(Layer::new(request, None, || words)?))
    }

    fn of_layer(layer: Layer) -> Self {
        Self {
            plan: plan(&layer),
            layer,
            recorder: Recorder::default(),
            done: 0,
        }
    }

    /// Computes the next stage; true when there is none left.
    ///
    /// # Errors
    /// Those of the operations in [`headwise_core`]; none for a request that passed its checks.
    pub fn advance(&mut self) -> Result<bool, AttentionError> {
        if let Some(stage) = self.plan.get(self.done) {
            stage.run(&self.layer, &mut self.recorder)?;
            self.done += 1;
        }
        Ok(self.done == self.plan.len())
    }

    /// How much is computed, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.done as f64 / self.plan.len() as f64
    }

    /// The trace, after computing what is left of it.
    ///
    /// # Errors
    /// As [`TraceBuilder::advance`].
    pub fn finish(mut self) -> Result<Trace, AttentionError> {
        while !self.advance()? {}
        let trained = self.layer.block();
        let vocabulary = trained.map(|block| block.model.vocabulary().to_vec());
        let tokens = self.layer.words.tokens;
        Ok(self.recorder.finish(tokens, vocabulary.unwrap_or_default()))
    }
}
