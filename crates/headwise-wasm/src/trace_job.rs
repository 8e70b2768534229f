//! The trace of a sentence, in pieces.

use crate::failure::Failure;
#[cfg(feature = "model")]
use crate::trained_model;
use crate::{json, sentence};
use headwise_core::trace::Trace;
use headwise_model::TraceBuilder;
use js_sys::{Array, Float32Array, Reflect};
use std::mem;
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

const OPERATION: &str = "trace";

/// One sentence on its way through one attention layer.
#[wasm_bindgen]
#[derive(Debug)]
pub struct TraceJob {
    /// What is not finished yet.
    builder: Option<TraceBuilder>,
    /// What is.
    trace: JsValue,
}

#[wasm_bindgen]
impl TraceJob {
    /// Checks the request; nothing is computed yet.
    ///
    /// # Errors
    /// `bad-request` when the object is not a `SentenceRequest`, or lacks the `parts` of its text in a
    /// package without trained models; `empty-text`,
    /// `heads-do-not-divide` or `bad-setting` when it can't be traced; `no-model` when trained weights
    /// are asked for before a model is loaded.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "SentenceRequest")] request: &JsValue,
    ) -> Result<TraceJob, Failure> {
        Ok(Self {
            builder: Some(builder(request)?),
            trace: JsValue::UNDEFINED,
        })
    }

    /// Computes the next stage; true when none is left.
    ///
    /// # Errors
    /// None for a request that was accepted.
    pub fn advance(&mut self) -> Result<bool, Failure> {
        let Some(builder) = &mut self.builder else {
            return Ok(true);
        };
        Ok(builder.advance()?)
    }

    /// How much is computed, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.builder.as_ref().map_or(1.0, TraceBuilder::progress)
    }

    /// The trace, after computing what is left of it. Each tensor's data is a `Float32Array`.
    ///
    /// # Errors
    /// As `advance`.
    #[wasm_bindgen(unchecked_return_type = "Trace")]
    pub fn finish(&mut self) -> Result<JsValue, Failure> {
        if let Some(builder) = self.builder.take() {
            self.trace = to_object(builder.finish()?)?;
        }
        Ok(self.trace.clone())
    }
}

#[cfg(feature = "model")]
fn builder(request: &JsValue) -> Result<TraceBuilder, Failure> {
    let request = sentence::read(request)?;
    let model = trained_model::of(request.weights)?;
    Ok(TraceBuilder::with_model(&request, model.as_ref())?)
}

/// The small packages have their texts split by the browser.
#[cfg(not(feature = "model"))]
fn builder(request: &JsValue) -> Result<TraceBuilder, Failure> {
    let read = sentence::read(request)?;
    Ok(TraceBuilder::of_words(
        &read,
        sentence::read_words(request)?,
    )?)
}

/// The trace as a plain object. The numbers cross as typed arrays, one copy each; the rest, which is
/// small, as text.
fn to_object(mut trace: Trace) -> Result<JsValue, Failure> {
    let data: Vec<Vec<f32>> = trace
        .tensors
        .iter_mut()
        .map(|tensor| mem::take(&mut tensor.data))
        .collect();
    let broken = || Failure::bad_request(OPERATION, "the trace could not be written");
    let object = json::write(&trace).ok_or_else(broken)?;
    let broken = |_| broken();
    let tensors = Reflect::get(&object, &"tensors".into()).map_err(broken)?;
    for (tensor, numbers) in tensors.unchecked_into::<Array>().iter().zip(&data) {
        let numbers = Float32Array::from(numbers.as_slice());
        Reflect::set(&tensor, &"data".into(), &numbers).map_err(broken)?;
    }
    Ok(object)
}
