//! Makes a trace, one stage at a time.

use crate::layer::Layer;
use crate::recorder::Recorder;
use crate::request::SentenceRequest;
use crate::stages::STAGES;
use headwise_core::AttentionError;
use headwise_core::trace::Trace;

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
    done: usize,
}

impl TraceBuilder {
    /// Checks the request; nothing is computed yet.
    ///
    /// # Errors
    /// `empty-text` when the text holds no token; `heads-do-not-divide` when `heads` does not divide
    /// `d_model` or `kv_heads` does not divide `heads`; `bad-setting` when a number is out of its
    /// range.
    pub fn new(request: &SentenceRequest) -> Result<Self, AttentionError> {
        Ok(Self {
            layer: Layer::new(request)?,
            recorder: Recorder::default(),
            done: 0,
        })
    }

    /// Computes the next stage; true when there is none left.
    ///
    /// # Errors
    /// Those of the operations in [`headwise_core`]; none for a request that passed its checks.
    pub fn advance(&mut self) -> Result<bool, AttentionError> {
        if let Some(stage) = STAGES.get(self.done) {
            stage(&self.layer, &mut self.recorder)?;
            self.done += 1;
        }
        Ok(self.done == STAGES.len())
    }

    /// How much is computed, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.done as f64 / STAGES.len() as f64
    }

    /// The trace, after computing what is left of it.
    ///
    /// # Errors
    /// As [`TraceBuilder::advance`].
    pub fn finish(mut self) -> Result<Trace, AttentionError> {
        while !self.advance()? {}
        Ok(self.recorder.finish(self.layer.words.tokens))
    }
}
