//! `headwise-core` as it is, in the precision of the operands.

use super::{
    AttentionRequest, AttentionResponse, Backend, MaskCells, Precision, RotaryRequest, ScoreStage,
};
use crate::Obstacle;
use crate::obstacle::broken;
use headwise_core::rope::{Angles, Rotary, rotary_embedding, rotary_embedding_wide};
use headwise_core::{Mask, Options, Real, reference};
use ndarray::{Array, Array2, ArrayD, ArrayView, Dimension, Ix3, Ix4};

/// Calls `headwise_core::reference` and `headwise_core::rope`.
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
    let (q, k, v) = (
        narrow::<T, _>(&request.q),
        narrow::<T, _>(&request.k),
        narrow::<T, _>(&request.v),
    );
    let bias = match &request.mask {
        Some(MaskCells::Additive(cells)) => Some(narrow::<T, _>(cells)),
        _ => None,
    };
    let mask = match (&request.mask, &bias) {
        (Some(MaskCells::Boolean(cells)), _) => Some(Mask::Boolean(cells.view())),
        (_, Some(bias)) => Some(Mask::Additive(bias.view())),
        (_, None) => None,
    };
    let options = Options {
        causal: request.causal,
        offset: request.offset.clone(),
        window: request.window,
        sinks: 0,
        mask,
        kv_lengths: request.kv_lengths.clone(),
        scale: request.scale.map(T::from_f64),
        softcap: request.softcap.map(T::from_f64),
    };
    let run = reference::attention(q.view(), k.view(), v.view(), &options).map_err(broken)?;
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

fn narrow<T: Real, D: Dimension>(array: &Array<f64, D>) -> Array<T, D> {
    array.mapv(T::from_f64)
}

fn widen<T: Real, D: Dimension>(array: &Array<T, D>) -> Array<f64, D> {
    array.mapv(Real::to_f64)
}
