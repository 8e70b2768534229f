//! The request object of a projection.

use crate::failure::Failure;
use crate::fields::Fields;
use crate::operand::Operand;
use wasm_bindgen::JsValue;

pub(crate) const OPERATION: &str = "project";

const FIELDS: [&str; 6] = ["x", "w", "bias", "rows", "dIn", "dOut"];

/// `x [rows, dIn] · w [dIn, dOut]` (+ `bias [dOut]`), which is `[rows, dOut]`. Arrays are row-major.
#[derive(Clone, Debug)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename_all = "camelCase", optional_fields = nullable)
)]
pub struct ProjectRequest {
    /// `[rows, dIn]`.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number }")
    )]
    pub(crate) x: Operand,
    /// `[dIn, dOut]`.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number }")
    )]
    pub(crate) w: Operand,
    /// `[dOut]`; none unless given.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number } | null", optional)
    )]
    pub(crate) bias: Option<Operand>,
    /// Rows of `x` and of the result.
    pub(crate) rows: usize,
    /// Columns of `x`, rows of `w`.
    pub(crate) d_in: usize,
    /// Columns of `w` and of the result.
    pub(crate) d_out: usize,
}

impl ProjectRequest {
    /// Reads a request object.
    ///
    /// # Errors
    /// `bad-request` when it is not a `ProjectRequest`.
    pub(crate) fn read(request: &JsValue) -> Result<Self, Failure> {
        let fields = Fields::of(OPERATION, request, &FIELDS)?;
        let count = |name| fields.required(name, fields.count(name)?);
        Ok(Self {
            x: Operand::read(&fields, OPERATION, "x")?,
            w: Operand::read(&fields, OPERATION, "w")?,
            bias: Operand::read_optional(&fields, OPERATION, "bias")?,
            rows: count("rows")?,
            d_in: count("dIn")?,
            d_out: count("dOut")?,
        })
    }
}
