//! Rotary position embedding on typed arrays.

use crate::attention::{floats, shaped};
use crate::failure::Failure;
use crate::object::{self, Numbers};
use headwise_core::rope::{Angles, Rotary, rotary_embedding as rotate, rotary_embedding_wide};
use js_sys::Float32Array;
use ndarray::{ArrayD, ArrayView, Dimension, Ix2, Ix3, Ix4, IxDyn};
use serde::Deserialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

const OPERATION: &str = "rotary_embedding";

/// Rotary position embedding as ONNX's RotaryEmbedding-23 states it. Arrays are row-major.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct RotaryRequest {
    /// What is turned.
    #[serde(deserialize_with = "object::instance")]
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    input: Float32Array,
    /// `[batch, heads, len, headDim]`, or `[batch, len, heads * headDim]` with `numHeads`.
    #[cfg_attr(feature = "typescript", ts(type = "readonly number[]"))]
    shape: Vec<usize>,
    /// Cosines, half a rotary width for each row.
    #[serde(deserialize_with = "object::instance")]
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    cos_cache: Float32Array,
    /// Sines, likewise.
    #[serde(deserialize_with = "object::instance")]
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    sin_cache: Float32Array,
    /// `[positions, rotaryDim / 2]` with `positionIds`, else `[batch, len, rotaryDim / 2]`.
    #[cfg_attr(feature = "typescript", ts(type = "readonly number[]"))]
    cache_shape: Vec<usize>,
    /// The row of the caches for each token, `[batch, len]`.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "readonly number[] | null", optional)
    )]
    position_ids: Option<Vec<usize>>,
    /// Pairs are neighbours `(2p, 2p + 1)`; otherwise halves. False unless given.
    interleaved: Option<bool>,
    /// Features of a head that are turned: all unless given.
    rotary_dim: Option<usize>,
    /// Heads of a three-axis input.
    num_heads: Option<usize>,
}

/// The input with each pair of features turned by its position's angle; same shape.
///
/// # Errors
/// `bad-request` when the object is not a `RotaryRequest`, `shape-mismatch` when an array is not as
/// long as its shape says, and the codes of the core.
#[wasm_bindgen(js_name = rotaryEmbedding)]
pub fn rotary_embedding(
    #[wasm_bindgen(unchecked_param_type = "RotaryRequest")] request: &JsValue,
) -> Result<Float32Array, Failure> {
    let request: RotaryRequest = object::read(OPERATION, request)?;
    let input = floats(OPERATION, "input", &request.input, IxDyn(&request.shape))?;
    let cache_shape = IxDyn(&request.cache_shape);
    let cos = floats(
        OPERATION,
        "cosCache",
        &request.cos_cache,
        cache_shape.clone(),
    )?;
    let sin = floats(OPERATION, "sinCache", &request.sin_cache, cache_shape)?;
    let positions = request
        .position_ids
        .map(|ids| {
            let (batch, len) = (request.shape.first(), request.shape.iter().rev().nth(1));
            // A three-axis input has its length second, a four-axis one third: second from behind.
            let shape = Ix2(*batch.unwrap_or(&0), *len.unwrap_or(&0));
            shaped(OPERATION, "positionIds", ids, shape)
        })
        .transpose()?;
    let angles = match &positions {
        Some(positions) => Angles::ByPosition {
            cos: axes(&cos, "cosCache")?,
            sin: axes(&sin, "sinCache")?,
            positions: positions.view(),
        },
        None => Angles::ByToken {
            cos: axes(&cos, "cosCache")?,
            sin: axes(&sin, "sinCache")?,
        },
    };
    let rotary = Rotary {
        rotary_dim: request.rotary_dim,
        interleaved: request.interleaved.unwrap_or(false),
    };
    let turned = match (input.ndim(), request.num_heads) {
        (3, Some(heads)) => {
            let input = axes::<Ix3>(&input, "input")?;
            rotary_embedding_wide(input, heads, &angles, rotary)?.into_dyn()
        }
        _ => rotate(axes::<Ix4>(&input, "input")?, &angles, rotary)?.into_dyn(),
    };
    Ok(Numbers::row_major(&turned).0)
}

/// The array with as many axes as `D` has.
fn axes<'a, D: Dimension>(
    array: &'a ArrayD<f32>,
    name: &str,
) -> Result<ArrayView<'a, f32, D>, Failure> {
    array.view().into_dimensionality().map_err(|_| {
        let wanted = D::NDIM.unwrap_or_default();
        let message = format!("{name} has {} axes where {wanted} are needed", array.ndim());
        Failure::bad_request(OPERATION, message)
    })
}
