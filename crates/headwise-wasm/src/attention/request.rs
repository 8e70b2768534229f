//! The request object of attention.

use super::OPERATION;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::operand::Operand;
use headwise_core::{AttentionError, Dims};
use js_sys::{Float32Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// Scaled dot-product attention: `softmax(q k^T scale + mask) v`. Arrays are row-major.
#[derive(Clone, Debug)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename_all = "camelCase", optional_fields = nullable)
)]
pub struct AttentionRequest {
    /// `[batch, heads, qLen, headDim]`.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number }")
    )]
    pub(crate) q: Operand,
    /// `[batch, kvHeads, kvLen, headDim]`.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number }")
    )]
    pub(crate) k: Operand,
    /// `[batch, kvHeads, kvLen, valueDim]`.
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
    pub(crate) window: Option<AttentionWindow>,
    /// The first keys, as many, that the window's left bound does not hide. 0 unless given.
    pub(crate) sinks: Option<usize>,
    /// Given cell by cell.
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

const FIELDS: [&str; 19] = [
    "q",
    "k",
    "v",
    "batch",
    "heads",
    "kvHeads",
    "qLen",
    "kvLen",
    "headDim",
    "valueDim",
    "causal",
    "offset",
    "window",
    "sinks",
    "mask",
    "kvLengths",
    "scale",
    "softcap",
    "scores",
];

impl AttentionRequest {
    /// Reads a request object.
    ///
    /// # Errors
    /// `bad-request` when it is not an `AttentionRequest`.
    pub(crate) fn read(request: &JsValue) -> Result<Self, Failure> {
        let fields = Fields::of(OPERATION, request, &FIELDS)?;
        let count = |name| fields.required(name, fields.count(name)?);
        Ok(Self {
            q: Operand::read(&fields, OPERATION, "q")?,
            k: Operand::read(&fields, OPERATION, "k")?,
            v: Operand::read(&fields, OPERATION, "v")?,
            batch: fields.count("batch")?,
            heads: count("heads")?,
            kv_heads: fields.count("kvHeads")?,
            q_len: count("qLen")?,
            kv_len: fields.count("kvLen")?,
            head_dim: count("headDim")?,
            value_dim: fields.count("valueDim")?,
            causal: fields.flag("causal")?,
            offset: fields.integers("offset")?,
            window: fields
                .any("window")
                .map(AttentionWindow::read)
                .transpose()?,
            sinks: fields.count("sinks")?,
            mask: fields.any("mask").map(AttentionMask::read).transpose()?,
            kv_lengths: fields.counts("kvLengths")?,
            scale: fields.number("scale")?,
            softcap: fields.number("softcap")?,
            scores: fields
                .choice("scores", &["scaled", "capped", "masked", "weights"])?
                .map(|place| ScoreStage::ALL[place]),
        })
    }

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
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AttentionWindow {
    /// Keys before the position.
    pub(crate) left: Option<usize>,
    /// Keys after the position.
    pub(crate) right: Option<usize>,
}

impl AttentionWindow {
    fn read(window: JsValue) -> Result<Self, Failure> {
        let fields = Fields::of(OPERATION, &window, &["left", "right"])?;
        Ok(Self {
            left: fields.count("left")?,
            right: fields.count("right")?,
        })
    }
}

/// A mask that broadcasts to `[batch, heads, qLen, kvLen]`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AttentionMask {
    /// What the numbers mean.
    pub(crate) kind: MaskKind,
    /// A `Uint8Array` for a boolean mask, a `Float32Array` for an additive one.
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array | Float32Array"))]
    pub(crate) data: JsValue,
    /// At most four axes.
    #[cfg_attr(feature = "typescript", ts(type = "readonly number[]"))]
    pub(crate) shape: Vec<usize>,
}

impl AttentionMask {
    fn read(mask: JsValue) -> Result<Self, Failure> {
        let fields = Fields::of(OPERATION, &mask, &["kind", "data", "shape"])?;
        let kind = fields.choice("kind", &["boolean", "additive"])?;
        let data = fields.required("data", fields.any("data"))?;
        if data.dyn_ref::<Uint8Array>().is_none() && data.dyn_ref::<Float32Array>().is_none() {
            return Err(fields.refuse("data", "must be a Uint8Array or a Float32Array"));
        }
        Ok(Self {
            kind: [MaskKind::Boolean, MaskKind::Additive][fields.required("kind", kind)?],
            data,
            shape: fields.required("shape", fields.counts("shape")?)?,
        })
    }
}

/// What the numbers of a mask mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename_all = "camelCase")
)]
pub enum MaskKind {
    /// 0 hides the key, anything else shows it.
    Boolean,
    /// Added to the score; minus infinity hides the key.
    Additive,
}

/// The scores of a run, in the order in which they are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename_all = "camelCase")
)]
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

impl ScoreStage {
    const ALL: [Self; 4] = [Self::Scaled, Self::Capped, Self::Masked, Self::Weights];
}
