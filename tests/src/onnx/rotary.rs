//! RotaryEmbedding, opset 23.

use super::layout::single;
use super::outputs::{Outputs, Produced};
use super::{Case, Inputs};
use crate::Obstacle;
use crate::backend::{Backend, RotaryRequest};
use crate::obstacle::broken;
use crate::tensor::Tensor;
use ndarray::{Array2, Ix2};

const ATTRIBUTES: [&str; 3] = ["interleaved", "num_heads", "rotary_embedding_dim"];

/// Runs the node; the output is Y.
///
/// # Errors
/// When the node breaks the operator's rules or the backend does not answer.
pub(super) fn run(
    case: &Case,
    inputs: &Inputs<'_>,
    backend: &mut dyn Backend,
) -> Result<Outputs, Obstacle> {
    case.attributes.only(&ATTRIBUTES)?;
    let input = single(inputs.required(0, "X")?)?;
    let position_ids = inputs.optional(3)?.map(positions).transpose()?;
    let values = backend.rotary(&RotaryRequest {
        input: input.values,
        cos_cache: inputs.required(1, "cos_cache")?.values,
        sin_cache: inputs.required(2, "sin_cache")?.values,
        position_ids,
        interleaved: case.attributes.flag("interleaved")?,
        rotary_dim: case
            .attributes
            .count("rotary_embedding_dim")?
            .filter(|&dim| dim > 0),
        heads: case.attributes.count("num_heads")?,
    })?;
    Ok(vec![Some(Produced::computed(values, None))])
}

/// The rows of the caches that the tokens take.
fn positions(ids: Tensor) -> Result<Array2<usize>, Obstacle> {
    let place = |error: &dyn std::fmt::Display| broken(error).at("position_ids");
    let rows = ids
        .integers()?
        .into_iter()
        .map(usize::try_from)
        .collect::<Result<Vec<_>, _>>();
    let shape = ids
        .values
        .into_dimensionality::<Ix2>()
        .map_err(|error| place(&error))?
        .raw_dim();
    Array2::from_shape_vec(shape, rows.map_err(|error| place(&error))?)
        .map_err(|error| place(&error))
}
