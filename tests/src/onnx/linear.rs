//! LinearAttention, opset 27.

use super::layout::{heads_first, side_by_side, single};
use super::outputs::{Outputs, Produced};
use super::{Case, Inputs};
use crate::Obstacle;
use crate::backend::{Backend, LinearRequest};
use crate::obstacle::{broken, unsupported};
use crate::tensor::Tensor;
use ndarray::{Array3, Array4, Ix3, Ix4};

/// `chunk_size` is a hint that changes no result.
const ATTRIBUTES: [&str; 5] = [
    "chunk_size",
    "kv_num_heads",
    "q_num_heads",
    "scale",
    "update_rule",
];

/// Runs the node; the outputs are output and present_state.
///
/// # Errors
/// When the node breaks the operator's rules or the backend does not answer.
pub(super) fn run(
    case: &Case,
    inputs: &Inputs<'_>,
    backend: &mut dyn Backend,
) -> Result<Outputs, Obstacle> {
    case.attributes.only(&ATTRIBUTES)?;
    let heads = case.attributes.count("q_num_heads")?;
    let kv_heads = case.attributes.count("kv_num_heads")?;
    let split = |slot, what, heads| heads_first(read(inputs, slot, what)?.values, heads);
    let rule = case.attributes.text("update_rule")?;
    let (is_gated, is_delta) = match rule.unwrap_or("gated_delta") {
        "linear" => (false, false),
        "gated" => (true, false),
        "delta" => (false, true),
        "gated_delta" => (true, true),
        other => return Err(unsupported(format!("update rule {other}"))),
    };
    let decay = is_gated.then(|| split(4, "decay", kv_heads)).transpose()?;
    let beta = is_delta.then(|| beta(inputs)).transpose()?;
    let answer = backend.linear_attention(&LinearRequest {
        q: split(0, "query", heads)?,
        k: split(1, "key", kv_heads)?,
        v: split(2, "value", kv_heads)?,
        state: inputs.optional(3)?.map(state).transpose()?,
        decay,
        beta,
        // 0 stands for the usual one.
        scale: case
            .attributes
            .float("scale")?
            .filter(|&scale| scale != 0.0),
    })?;
    let computed = |values| Some(Produced::computed(values, None));
    Ok(vec![
        computed(side_by_side(&answer.out)),
        computed(answer.state.into_dyn()),
    ])
}

fn read(inputs: &Inputs<'_>, slot: usize, what: &str) -> Result<Tensor, Obstacle> {
    single(inputs.required(slot, what)?)
}

/// `[batch, len, kv_heads or 1]` as `[batch, kv_heads or 1, len]`.
fn beta(inputs: &Inputs<'_>) -> Result<Array3<f64>, Obstacle> {
    let beta = read(inputs, 5, "beta")?.values;
    let mut beta = beta.into_dimensionality::<Ix3>().map_err(broken)?;
    beta.swap_axes(1, 2);
    Ok(beta)
}

fn state(tensor: Tensor) -> Result<Array4<f64>, Obstacle> {
    let place = |error| broken(error).at("past_state");
    tensor.values.into_dimensionality::<Ix4>().map_err(place)
}
