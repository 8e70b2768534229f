//! The request object of attention.

use crate::object;
use crate::operand::{Operand, operand};
use headwise_core::{AttentionError, Dims};
use serde::Deserialize;
use wasm_bindgen::JsValue;

/// Scaled dot-product attention: `softmax(q k^T scale + mask) v`. Arrays are row-major.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AttentionRequest {
    /// `[batch, heads, qLen, headDim]`.
    #[serde(deserialize_with = "operand")]
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number }")
    )]
    pub(crate) q: Operand,
    /// `[batch, kvHeads, kvLen, headDim]`.
    #[serde(deserialize_with = "operand")]
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number }")
    )]
    pub(crate) k: Operand,
    /// `[batch, kvHeads, kvLen, valueDim]`.
    #[serde(deserialize_with = "operand")]
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number }")
    )]
    pub(crate) v: Operand,
    /// 1 unless given.
    pub(crate) batch: Option<usize>,
    /// Query heads.
    pub(crate) heads: usize,
    /// Key and value heads: divides `heads`, and equals it unless given.
    pub(crate) kv_heads: Option<usize>,
    /// Queries.
    pub(crate) q_len: usize,
    /// Keys and values: as many as queries unless given.
    pub(crate) kv_len: Option<usize>,
    /// Width of a query and a key.
    pub(crate) head_dim: usize,
    /// Width of a value: `headDim` unless given.
    pub(crate) value_dim: Option<usize>,
    /// A query sees no key after its own position. False unless given.
    pub(crate) causal: Option<bool>,
    /// Position of query 0 among the keys, one for all or one for each batch entry. `kvLen - qLen`
    /// unless given.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "readonly number[] | null", optional)
    )]
    pub(crate) offset: Option<Vec<i64>>,
    /// How far a query sees.
    #[serde(default, deserialize_with = "object::nested")]
    pub(crate) window: Option<AttentionWindow>,
    /// The first keys, as many, that the window's left bound does not hide. 0 unless given.
    pub(crate) sinks: Option<usize>,
    /// Given cell by cell.
    #[serde(default, deserialize_with = "object::nested")]
    pub(crate) mask: Option<AttentionMask>,
    /// Keys that are not padding, one for each batch entry.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "readonly number[] | null", optional)
    )]
    pub(crate) kv_lengths: Option<Vec<usize>>,
    /// `1 / sqrt(headDim)` unless given.
    pub(crate) scale: Option<f32>,
    /// c > 0 turns scores into `c tanh(score / c)`.
    pub(crate) softcap: Option<f32>,
    /// Scores to return beside the output.
    pub(crate) scores: Option<ScoreStage>,
}

/// The shapes that a request gives its arrays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shapes {
    /// `[batch, heads, q_len, head_dim]`.
    pub(crate) q: [usize; 4],
    /// `[batch, kv_heads, kv_len, head_dim]`.
    pub(crate) k: [usize; 4],
    /// `[batch, kv_heads, kv_len, value_dim]`.
    pub(crate) v: [usize; 4],
}

impl AttentionRequest {
    /// The shapes, with what was left out filled in. They may not fit each other.
    pub(crate) fn shapes(&self) -> Shapes {
        let batch = self.batch.unwrap_or(1);
        let kv_heads = self.kv_heads.unwrap_or(self.heads);
        let kv_len = self.kv_len.unwrap_or(self.q_len);
        let value_dim = self.value_dim.unwrap_or(self.head_dim);
        Shapes {
            q: [batch, self.heads, self.q_len, self.head_dim],
            k: [batch, kv_heads, kv_len, self.head_dim],
            v: [batch, kv_heads, kv_len, value_dim],
        }
    }
}

impl Shapes {
    /// The sizes, where the shapes fit each other.
    ///
    /// # Errors
    /// Those of [`Dims::from_shapes`].
    pub(crate) fn dims(&self) -> Result<Dims, AttentionError> {
        Dims::from_shapes(&self.q, &self.k, &self.v)
    }
}

/// How far from its position a query sees; `null` leaves a side open.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AttentionWindow {
    /// Keys before the position.
    pub(crate) left: Option<usize>,
    /// Keys after the position.
    pub(crate) right: Option<usize>,
}

/// A mask that broadcasts to `[batch, heads, qLen, kvLen]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AttentionMask {
    /// What the numbers mean.
    pub(crate) kind: MaskKind,
    /// A `Uint8Array` for a boolean mask, a `Float32Array` for an additive one.
    #[serde(deserialize_with = "object::instance")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array | Float32Array"))]
    pub(crate) data: JsValue,
    /// At most four axes.
    #[cfg_attr(feature = "typescript", ts(type = "readonly number[]"))]
    pub(crate) shape: Vec<usize>,
}

/// What the numbers of a mask mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum MaskKind {
    /// 0 hides the key, anything else shows it.
    Boolean,
    /// Added to the score; minus infinity hides the key.
    Additive,
}

/// The scores of a run, in the order in which they are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ScoreStage {
    /// `q . k` times the scale.
    Scaled,
    /// After the softcap.
    Capped,
    /// After the mask: minus infinity where the key is hidden.
    Masked,
    /// After the softmax.
    Weights,
}
