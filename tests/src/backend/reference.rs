//! `headwise-core` as it is, in the precision of the operands.

use super::operands::{Operands, narrow, widen};
use super::{
    AttentionRequest, AttentionResponse, Backend, LinearRequest, LinearResponse, Precision,
    RotaryRequest, ScoreStage,
};
use crate::Obstacle;
use crate::obstacle::broken;
use headwise_core::linear_attention::{LinearOptions, linear_attention};
use headwise_core::rope::{Angles, Rotary, rotary_embedding, rotary_embedding_wide};
use headwise_core::{Real, reference};
use headwise_model::transformer::{self, Kernels};
use ndarray::{Array2, ArrayD, ArrayView, Dimension, Ix3, Ix4};

/// Calls `headwise_core::reference`, `headwise_core::rope` and `headwise_core::linear_attention`.
#[derive(Clone, Copy, Debug)]
pub struct Reference;

impl Backend for Reference {
    fn name(&self) -> &str {
        "reference"
    }

    fn attention(&mut self, request: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
        match request.precision {
            Precision::Single => attention::<f32>(request),
            Precision::Double => attention::<f64>(request),
        }
    }

    fn rotary(&mut self, request: &RotaryRequest) -> Result<ArrayD<f64>, Obstacle> {
        let (input, cos, sin) = (
            narrow::<f32, _>(&request.input),
            narrow::<f32, _>(&request.cos_cache),
            narrow::<f32, _>(&request.sin_cache),
        );
        let angles = angles(&cos, &sin, request.position_ids.as_ref())?;
        let rotary = Rotary {
            rotary_dim: request.rotary_dim,
            interleaved: request.interleaved,
        };
        let turned = if let Ok(input) = axes::<Ix4>(&input) {
            rotary_embedding(input, &angles, rotary)
                .map_err(broken)?
                .into_dyn()
        } else {
            let heads = request
                .heads
                .ok_or_else(|| broken("a three-axis input needs num_heads"))?;
            let input = axes::<Ix3>(&input)?;
            rotary_embedding_wide(input, heads, &angles, rotary)
                .map_err(broken)?
                .into_dyn()
        };
        Ok(widen(&turned))
    }

    fn linear_attention(&mut self, request: &LinearRequest) -> Result<LinearResponse, Obstacle> {
        let [q, k, v] = [&request.q, &request.k, &request.v].map(narrow::<f32, _>);
        let decay = request.decay.as_ref().map(narrow::<f32, _>);
        let beta = request.beta.as_ref().map(narrow::<f32, _>);
        let state = request.state.as_ref().map(narrow::<f32, _>);
        let options = LinearOptions {
            decay: decay.as_ref().map(|decay| decay.view()),
            beta: beta.as_ref().map(|beta| beta.view()),
            state: state.as_ref().map(|state| state.view()),
            scale: request.scale.map(f32::from_f64),
        };
        let run = linear_attention(q.view(), k.view(), v.view(), &options).map_err(broken)?;
        Ok(LinearResponse {
            out: widen(&run.out),
            state: widen(&run.state),
        })
    }

    fn kernels(&self) -> Option<Box<dyn Kernels>> {
        Some(Box::new(transformer::Reference))
    }
}

/// With positions the caches are tables; without, they hold a row for each token.
fn angles<'a>(
    cos: &'a ArrayD<f32>,
    sin: &'a ArrayD<f32>,
    positions: Option<&'a Array2<usize>>,
) -> Result<Angles<'a, f32>, Obstacle> {
    Ok(match positions {
        Some(positions) => Angles::ByPosition {
            cos: axes(cos)?,
            sin: axes(sin)?,
            positions: positions.view(),
        },
        None => Angles::ByToken {
            cos: axes(cos)?,
            sin: axes(sin)?,
        },
    })
}

/// The array with as many axes as `D` has.
fn axes<D: Dimension>(array: &ArrayD<f32>) -> Result<ArrayView<'_, f32, D>, Obstacle> {
    array.view().into_dimensionality().map_err(broken)
}

fn attention<T: Real>(request: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
    let operands = Operands::<T>::new(request);
    let (q, k, v) = operands.views();
    let run = reference::attention(q, k, v, &operands.options()).map_err(broken)?;
    let scores = request.scores.map(|stage| match stage {
        ScoreStage::Scaled => &run.scaled,
        ScoreStage::Capped => &run.capped,
        ScoreStage::Masked => &run.masked,
        ScoreStage::Weights => &run.weights,
    });
    Ok(AttentionResponse {
        out: widen(&run.out),
        lse: widen(&run.lse),
        scores: scores.map(widen),
    })
}
