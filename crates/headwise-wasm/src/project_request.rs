//! The request object of a projection.

use crate::operand::{self, Operand};
use serde::Deserialize;

/// `x [rows, dIn] · w [dIn, dOut]` (+ `bias [dOut]`), which is `[rows, dOut]`. Arrays are row-major.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ProjectRequest {
    /// `[rows, dIn]`.
    #[serde(deserialize_with = "operand::operand")]
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number }")
    )]
    pub(crate) x: Operand,
    /// `[dIn, dOut]`.
    #[serde(deserialize_with = "operand::operand")]
    #[cfg_attr(
        feature = "typescript",
        ts(type = "Float32Array | { readonly tensor: number }")
    )]
    pub(crate) w: Operand,
    /// `[dOut]`; none unless given.
    #[serde(default, deserialize_with = "operand::optional")]
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
