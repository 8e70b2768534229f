//! What a backend is asked, and what it answers.

use headwise_core::Window;
use ndarray::{Array2, Array3, Array4, ArrayD};

/// The type that the operands had, and so the least that a backend must compute in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// f32: also for f16 and bf16 operands, which are rounded at the end.
    Single,
    /// f64.
    Double,
}

/// Which scores are wanted beside the output; all are `[batch, heads, q_len, kv_len]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreStage {
    /// `q . k * scale`.
    Scaled,
    /// After the softcap.
    Capped,
    /// After mask and bias: minus infinity where a key is hidden.
    Masked,
    /// After the softmax.
    Weights,
}

impl ScoreStage {
    /// The name that the browser's interface has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scaled => "scaled",
            Self::Capped => "capped",
            Self::Masked => "masked",
            Self::Weights => "weights",
        }
    }
}

/// The cells of a mask of at most four axes, broadcastable to `[batch, heads, q_len, kv_len]`; keys
/// beyond a shorter last axis are hidden.
#[derive(Clone, Debug, PartialEq)]
pub enum MaskCells {
    /// True where the query sees the key.
    Boolean(ArrayD<bool>),
    /// Added to the scores.
    Additive(ArrayD<f64>),
}

/// One attention problem. The fields mean what those of [`headwise_core::Options`] mean.
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionRequest {
    /// What to compute in.
    pub precision: Precision,
    /// `[batch, heads, q_len, head_dim]`.
    pub q: Array4<f64>,
    /// `[batch, kv_heads, kv_len, head_dim]`.
    pub k: Array4<f64>,
    /// `[batch, kv_heads, kv_len, value_dim]`.
    pub v: Array4<f64>,
    /// Whether a query sees only the keys up to its own position.
    pub causal: bool,
    /// The position of query 0 among the keys: one for all, or one for each batch entry.
    pub offset: Option<Vec<i64>>,
    /// How far a query sees.
    pub window: Window,
    /// First keys that the window's left bound does not hide.
    pub sinks: usize,
    /// Given cell by cell.
    pub mask: Option<MaskCells>,
    /// Valid keys of each batch entry.
    pub kv_lengths: Option<Vec<usize>>,
    /// Factor of the scores, `1 / sqrt(head_dim)` unless given.
    pub scale: Option<f64>,
    /// The softcap c in `c tanh(score / c)`.
    pub softcap: Option<f64>,
    /// Scores to return.
    pub scores: Option<ScoreStage>,
}

/// The answer to an [`AttentionRequest`].
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionResponse {
    /// `[batch, heads, q_len, value_dim]`.
    pub out: Array4<f64>,
    /// Log-sum-exp of the masked scores of each row, `[batch, heads, q_len]`.
    pub lse: Array3<f64>,
    /// The scores that were asked for, `[batch, heads, q_len, kv_len]`.
    pub scores: Option<Array4<f64>>,
}

/// One rotary embedding, as ONNX's RotaryEmbedding-23 states it.
#[derive(Clone, Debug, PartialEq)]
pub struct RotaryRequest {
    /// `[batch, heads, len, head_dim]` or `[batch, len, heads * head_dim]`.
    pub input: ArrayD<f64>,
    /// Cosines: `[positions, dim / 2]` with position ids, else `[batch, len, dim / 2]`.
    pub cos_cache: ArrayD<f64>,
    /// Sines, of the same shape.
    pub sin_cache: ArrayD<f64>,
    /// The row of the caches for each token, `[batch, len]`.
    pub position_ids: Option<Array2<usize>>,
    /// Whether pairs are neighbours (2i, 2i + 1) and not halves (i, i + dim / 2).
    pub interleaved: bool,
    /// How many of a head's first columns are rotated; `None` is all of them.
    pub rotary_dim: Option<usize>,
    /// Heads of a three-axis input.
    pub heads: Option<usize>,
}

/// Linear attention, as ONNX's LinearAttention-27 states it. The fields mean what those of
/// [`headwise_core::linear_attention::LinearOptions`] mean.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearRequest {
    /// `[batch, heads, len, head_dim]`.
    pub q: Array4<f64>,
    /// `[batch, kv_heads, len, head_dim]`.
    pub k: Array4<f64>,
    /// `[batch, kv_heads, len, value_dim]`.
    pub v: Array4<f64>,
    /// The state before the first token, `[batch, kv_heads, head_dim, value_dim]`.
    pub state: Option<Array4<f64>>,
    /// `[batch, kv_heads, len, head_dim or 1]`.
    pub decay: Option<Array4<f64>>,
    /// `[batch, kv_heads or 1, len]`.
    pub beta: Option<Array3<f64>>,
    /// Factor of the output.
    pub scale: Option<f64>,
}

/// What linear attention gives.
#[derive(Clone, Debug)]
pub struct LinearResponse {
    /// `[batch, heads, len, value_dim]`.
    pub out: Array4<f64>,
    /// The state after the last token.
    pub state: Array4<f64>,
}
