//! The tile loop of `headwise-core`, in tiles so small that every case crosses their borders.

use super::operands::{Operands, widen};
use super::{AttentionRequest, AttentionResponse, Backend, Precision, Reference, RotaryRequest};
use crate::Obstacle;
use crate::obstacle::{broken, unsupported};
use headwise_core::Real;
use headwise_core::tiled::{self, TileSizes};
use headwise_model::transformer::{self, Kernels};
use ndarray::ArrayD;

/// Divides neither the 4 queries nor the 6 and 18 keys that most of ONNX's cases have.
const SIZES: TileSizes = TileSizes { rows: 3, cols: 4 };

/// Calls `headwise_core::tiled`. A rotation has no tiles: it is the reference's.
#[derive(Clone, Copy, Debug)]
pub struct Tiled;

impl Backend for Tiled {
    fn name(&self) -> &str {
        "tiled"
    }

    fn attention(&mut self, request: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
        if request.scores.is_some() {
            return Err(unsupported("the tile loop never holds the scores"));
        }
        match request.precision {
            Precision::Single => attention::<f32>(request),
            Precision::Double => attention::<f64>(request),
        }
    }

    fn rotary(&mut self, request: &RotaryRequest) -> Result<ArrayD<f64>, Obstacle> {
        Reference.rotary(request)
    }

    fn kernels(&self) -> Option<Box<dyn Kernels>> {
        Some(Box::new(transformer::Tiled(SIZES)))
    }
}

fn attention<T: Real>(request: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
    let operands = Operands::<T>::new(request);
    let (q, k, v) = operands.views();
    let run = tiled::attention(q, k, v, &operands.options(), SIZES, &mut ());
    let (out, lse) = run.map_err(broken)?;
    Ok(AttentionResponse {
        out: widen(&out),
        lse: widen(&lse),
        scores: None,
    })
}
