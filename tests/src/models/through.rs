//! A model whose attention another process computes.

use crate::Obstacle;
use crate::backend::{AttentionRequest, AttentionResponse, Backend, Precision, ScoreStage};
use headwise_core::Options;
use headwise_model::transformer::{Kernels, Linear, Map, ModelError, Reference};
use ndarray::{Array4, ArrayView4};
use std::cell::RefCell;

/// Asks a backend for attention and its weights. Projections, which a backend has no request for, are
/// the reference's.
pub struct Through<B>(RefCell<B>);

impl<B: Backend> Through<B> {
    /// Asks this one.
    pub fn new(backend: B) -> Self {
        Self(RefCell::new(backend))
    }

    fn ask(
        &self,
        [q, k, v]: [ArrayView4<'_, f32>; 3],
        options: &Options<'_, f32>,
        scores: Option<ScoreStage>,
    ) -> Result<AttentionResponse, ModelError> {
        if options.mask.is_some() {
            let message = "a model's kernels hide keys by position alone";
            return Err(ModelError::Unsupported(message.to_owned()));
        }
        let request = AttentionRequest {
            precision: Precision::Single,
            q: q.mapv(f64::from),
            k: k.mapv(f64::from),
            v: v.mapv(f64::from),
            causal: options.causal,
            offset: options.offset.clone(),
            window: options.window,
            sinks: options.sinks,
            mask: None,
            kv_lengths: options.kv_lengths.clone(),
            scale: options.scale.map(f64::from),
            softcap: options.softcap.map(f64::from),
            scores,
        };
        let answer = self.0.borrow_mut().attention(&request);
        answer.map_err(|obstacle| match obstacle {
            Obstacle::Unsupported(reason) => ModelError::Unsupported(reason),
            Obstacle::Broken(message) => ModelError::Kernel(message),
        })
    }
}

impl<B: Backend> Kernels for Through<B> {
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError> {
        Reference.linear(map)
    }

    fn attention(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        Ok(narrow(&self.ask([q, k, v], options, None)?.out))
    }

    fn weights(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        let answer = self.ask([q, k, v], options, Some(ScoreStage::Weights))?;
        let weights = answer.scores;
        weights
            .map(|weights| narrow(&weights))
            .ok_or_else(|| ModelError::Kernel("the backend left out the weights".to_owned()))
    }
}

fn narrow(array: &Array4<f64>) -> Array4<f32> {
    array.mapv(|cell| cell as f32)
}
