//! Requests as the objects that the module's exports take.

use super::message::Message;
use crate::Obstacle;
use crate::backend::{AttentionRequest, AttentionResponse, MaskCells, Precision, RotaryRequest};
use crate::obstacle::unsupported;
use ndarray::{Ix3, Ix4};
use serde_json::{Value, json};

/// For `AttentionJob`.
///
/// # Errors
/// [`Obstacle::Unsupported`] for f64 operands: the module computes in f32.
pub(super) fn attention(request: &AttentionRequest) -> Result<Message, Obstacle> {
    if request.precision == Precision::Double {
        return Err(unsupported("f64 operands: the module computes in f32"));
    }
    let (batch, heads, q_len, head_dim) = request.q.dim();
    let (_, kv_heads, kv_len, value_dim) = request.v.dim();
    let mask = request.mask.as_ref().map(|mask| match mask {
        MaskCells::Boolean(cells) => json!({ "kind": "boolean", "shape": cells.shape() }),
        MaskCells::Additive(cells) => json!({ "kind": "additive", "shape": cells.shape() }),
    });
    let arguments = without_nulls(json!({
        "batch": batch, "heads": heads, "kvHeads": kv_heads,
        "qLen": q_len, "kvLen": kv_len, "headDim": head_dim, "valueDim": value_dim,
        "causal": request.causal,
        "offset": request.offset,
        "window": { "left": request.window.left, "right": request.window.right },
        "sinks": request.sinks,
        "mask": mask,
        "kvLengths": request.kv_lengths,
        "scale": request.scale,
        "softcap": request.softcap,
        "scores": request.scores.map(|stage| stage.name()),
    }));
    let message = Message::call("attention", arguments)
        .with_floats("q", &request.q)
        .with_floats("k", &request.k)
        .with_floats("v", &request.v);
    Ok(match &request.mask {
        None => message,
        Some(MaskCells::Boolean(cells)) => message.with_bytes(
            "mask.data",
            cells.iter().map(|&cell| u8::from(cell)).collect(),
        ),
        Some(MaskCells::Additive(cells)) => message.with_floats("mask.data", cells),
    })
}

/// From what `AttentionJob.finish` gave.
///
/// # Errors
/// When an array is missing or has the wrong length.
pub(super) fn attention_response(
    request: &AttentionRequest,
    answer: &Message,
) -> Result<AttentionResponse, Obstacle> {
    let (batch, heads, q_len, _) = request.q.dim();
    let (_, _, kv_len, value_dim) = request.v.dim();
    let scores = request
        .scores
        .map(|_| answer.array("scores", Ix4(batch, heads, q_len, kv_len)));
    Ok(AttentionResponse {
        out: answer.array("out", Ix4(batch, heads, q_len, value_dim))?,
        lse: answer.array("lse", Ix3(batch, heads, q_len))?,
        scores: scores.transpose()?,
    })
}

/// For `rotaryEmbedding`.
pub(super) fn rotary(request: &RotaryRequest) -> Message {
    let arguments = without_nulls(json!({
        "shape": request.input.shape(),
        "cacheShape": request.cos_cache.shape(),
        "positionIds": request.position_ids.as_ref().map(|ids| ids.iter().collect::<Vec<_>>()),
        "interleaved": request.interleaved,
        "rotaryDim": request.rotary_dim,
        "numHeads": request.heads,
    }));
    Message::call("rotary", arguments)
        .with_floats("input", &request.input)
        .with_floats("cosCache", &request.cos_cache)
        .with_floats("sinCache", &request.sin_cache)
}

/// Without the members that are null, at every depth: an absent setting is undefined in JavaScript.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| (name, without_nulls(member)))
            .collect(),
        other => other,
    }
}
