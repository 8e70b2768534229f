//! The arrays of a request, copied out of JavaScript and checked against their sizes.

use super::request::{AttentionMask, AttentionRequest, MaskKind};
use crate::failure::Failure;
use headwise_core::{AttentionError, Dims, ErrorCode, Mask, Options, Window};
use headwise_cpu::{Problem, Scratch};
use js_sys::{Float32Array, Uint8Array};
use ndarray::{Array, ArrayD, Dimension, IxDyn};
use wasm_bindgen::JsCast;

pub(crate) const OPERATION: &str = "attention";

/// Everything that attention takes, owned.
#[derive(Clone, Debug)]
pub(super) struct Operands {
    pub(super) dims: Dims,
    /// `[batch, heads, q_len, head_dim]`, row-major.
    pub(super) q: Vec<f32>,
    /// `[batch, kv_heads, kv_len, head_dim]`.
    pub(super) k: Vec<f32>,
    /// `[batch, kv_heads, kv_len, value_dim]`.
    pub(super) v: Vec<f32>,
    mask: Option<MaskCells>,
    /// All settings but the mask, which would borrow from its cells.
    settings: Options<'static, f32>,
}

#[derive(Clone, Debug)]
enum MaskCells {
    Boolean(ArrayD<bool>),
    Additive(ArrayD<f32>),
}

impl Operands {
    /// Copies the arrays. Each has to be as long as its shape says; a detached array has length 0.
    pub(super) fn new(request: AttentionRequest) -> Result<Self, Failure> {
        let batch = request.batch.unwrap_or(1);
        let kv_heads = request.kv_heads.unwrap_or(request.heads);
        let kv_len = request.kv_len.unwrap_or(request.q_len);
        let value_dim = request.value_dim.unwrap_or(request.head_dim);
        let queries = [batch, request.heads, request.q_len, request.head_dim];
        let keys = [batch, kv_heads, kv_len, request.head_dim];
        let values = [batch, kv_heads, kv_len, value_dim];
        let window = request.window.unwrap_or_default();
        Ok(Self {
            q: tensor("q", &request.q, &queries)?,
            k: tensor("k", &request.k, &keys)?,
            v: tensor("v", &request.v, &values)?,
            dims: Dims::from_shapes(&queries, &keys, &values)?,
            mask: request.mask.map(mask_cells).transpose()?,
            settings: Options {
                causal: request.causal.unwrap_or(false),
                offset: request.offset,
                window: Window {
                    left: window.left,
                    right: window.right,
                },
                sinks: request.sinks.unwrap_or(0),
                mask: None,
                kv_lengths: request.kv_lengths,
                scale: request.scale,
                softcap: request.softcap,
            },
        })
    }

    /// The settings with the mask.
    pub(super) fn options(&self) -> Options<'_, f32> {
        let mask = self.mask.as_ref().map(|mask| match mask {
            MaskCells::Boolean(cells) => Mask::Boolean(cells.view()),
            MaskCells::Additive(cells) => Mask::Additive(cells.view()),
        });
        Options {
            mask,
            ..self.settings.clone()
        }
    }

    /// The problem in blocks, with what an earlier one of these operands carried. Checks sizes and
    /// settings, at a cost that does not grow with them.
    pub(super) fn problem(&self, scratch: Scratch) -> Result<Problem<'_>, AttentionError> {
        let options = self.options();
        Problem::resume(self.dims, &self.q, &self.k, &self.v, &options, scratch)
    }
}

/// A copy of q, k or v.
fn tensor(name: &str, array: &Float32Array, shape: &[usize; 4]) -> Result<Vec<f32>, Failure> {
    let array = floats(OPERATION, name, array, IxDyn(shape))?;
    Ok(array.into_raw_vec_and_offset().0)
}

fn mask_cells(mask: AttentionMask) -> Result<MaskCells, Failure> {
    let shape = IxDyn(&mask.shape);
    let wrong = |class: &str| {
        let message = format!("the data of this mask must be a {class}");
        Failure::bad_request(OPERATION, message)
    };
    Ok(match mask.kind {
        MaskKind::Boolean => {
            let cells: &Uint8Array = mask.data.dyn_ref().ok_or_else(|| wrong("Uint8Array"))?;
            let cells = copied(cells.length(), || cells.to_vec());
            let cells = cells.into_iter().map(|cell| cell != 0).collect();
            MaskCells::Boolean(shaped(OPERATION, "mask.data", cells, shape)?)
        }
        MaskKind::Additive => {
            let cells = mask.data.dyn_ref().ok_or_else(|| wrong("Float32Array"))?;
            MaskCells::Additive(floats(OPERATION, "mask.data", cells, shape)?)
        }
    })
}

/// A copy of the array in this shape.
pub(crate) fn floats<D: Dimension>(
    operation: &'static str,
    name: &str,
    array: &Float32Array,
    shape: D,
) -> Result<Array<f32, D>, Failure> {
    let numbers = copied(array.length(), || array.to_vec());
    shaped(operation, name, numbers, shape)
}

/// The elements of a typed array. A detached one has length 0 and throws when it is copied.
fn copied<T>(length: u32, copy: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if length == 0 { Vec::new() } else { copy() }
}

/// The numbers in this shape; `shape-mismatch` when there are more or fewer.
pub(crate) fn shaped<T, D: Dimension>(
    operation: &'static str,
    name: &str,
    numbers: Vec<T>,
    shape: D,
) -> Result<Array<T, D>, Failure> {
    let (length, wanted) = (numbers.len(), shape.slice().to_vec());
    Array::from_shape_vec(shape, numbers).map_err(|_| {
        let message =
            format!("{name} holds {length} numbers, which is not what its shape asks for");
        let code = ErrorCode::ShapeMismatch;
        AttentionError::new(code, operation, &[length], &wanted, message).into()
    })
}
