//! The fields that say how fast rotary positions turn.

use super::MAX_HEADS;
use crate::transformer::{Frequencies, ModelError, Stretch};
use serde::Deserialize;

/// `rope_parameters`, or `rope_scaling` of files before it, with the base of the frequencies beside it.
#[derive(Default, Deserialize)]
pub(super) struct Rope {
    rope_theta: Option<f64>,
    rope_type: Option<String>,
    /// What `rope_type` was called before.
    #[serde(rename = "type")]
    kind: Option<String>,
    factor: Option<f64>,
    low_freq_factor: Option<f64>,
    high_freq_factor: Option<f64>,
    original_max_position_embeddings: Option<f64>,
    partial_rotary_factor: Option<f64>,
}

/// The frequencies of a head; `theta` and `context` stand beside these fields.
pub(super) fn frequencies(
    rope: &Rope,
    theta: Option<f64>,
    context: Option<f64>,
    head_dim: usize,
) -> Result<Frequencies, ModelError> {
    if rope.partial_rotary_factor.is_some_and(|share| share != 1.0) {
        let message = "heads of which a part is turned are not built".to_owned();
        return Err(ModelError::Unsupported(message));
    }
    // Checked before the frequencies take memory.
    if head_dim > MAX_HEADS {
        let message = format!("the width of a head is {head_dim}, not 1 to {MAX_HEADS}");
        return Err(ModelError::Config(message));
    }
    let theta = positive("rope_theta", rope.rope_theta.or(theta).or(Some(10_000.0)))?;
    let kind = rope.rope_type.as_ref().or(rope.kind.as_ref());
    let stretch = match kind.map_or("default", String::as_str) {
        "default" => Stretch::None,
        "linear" => Stretch::Linear {
            factor: positive("factor", rope.factor)?,
        },
        "llama3" => {
            let low = positive("low_freq_factor", rope.low_freq_factor)?;
            let high = positive("high_freq_factor", rope.high_freq_factor)?;
            if high <= low {
                let message = format!("high_freq_factor {high} is not above low_freq_factor {low}");
                return Err(ModelError::Config(message));
            }
            let context = rope.original_max_position_embeddings.or(context);
            Stretch::Llama3 {
                factor: positive("factor", rope.factor)?,
                low,
                high,
                context: positive("original_max_position_embeddings", context)?,
            }
        }
        other => {
            let message = format!("rotary positions of type {other:.40} are not built");
            return Err(ModelError::Unsupported(message));
        }
    };
    Ok(Frequencies::new(head_dim, theta, stretch))
}

fn positive(name: &str, value: Option<f64>) -> Result<f64, ModelError> {
    match value {
        Some(value) if value.is_finite() && value > 0.0 => Ok(value),
        Some(value) => Err(ModelError::Config(format!("{name} is {value}"))),
        None => Err(ModelError::Config(format!("{name} is missing"))),
    }
}
