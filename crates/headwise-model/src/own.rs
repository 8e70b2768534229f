//! Numbers of the caller in place of drawn ones: weights, or Q, K and V themselves.

use crate::layer::Layer;
use headwise_core::{AttentionError, ErrorCode};
use serde::{Deserialize, Serialize};

/// Arrays of the caller, row-major: Q, K and V together, or any of the weights. Where Q, K and V are
/// given nothing is traced but attention over them, for there is no X that they came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(optional_fields))]
pub struct OwnArrays {
    /// Queries `[heads, token, head_dim]`, with `head_dim = dModel / heads`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<Vec<f32>>,
    /// Keys `[kv_heads, token, head_dim]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub k: Option<Vec<f32>>,
    /// Values `[kv_heads, token, head_dim]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub v: Option<Vec<f32>>,
    /// W_Q `[dModel, heads head_dim]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wq: Option<Vec<f32>>,
    /// W_K `[dModel, kv_heads head_dim]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wk: Option<Vec<f32>>,
    /// W_V `[dModel, kv_heads head_dim]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wv: Option<Vec<f32>>,
    /// W_O `[heads head_dim, dModel]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wo: Option<Vec<f32>>,
}

impl OwnArrays {
    /// Whether Q, K and V are given.
    pub(crate) fn has_heads(&self) -> bool {
        self.q.is_some()
    }

    /// The array of that name.
    pub(crate) fn named(&self, name: &str) -> Option<&[f32]> {
        let array = match name {
            "q" => &self.q,
            "k" => &self.k,
            "v" => &self.v,
            "wq" => &self.wq,
            "wk" => &self.wk,
            "wv" => &self.wv,
            "wo" => &self.wo,
            _ => &None,
        };
        array.as_deref()
    }

    /// Checks the arrays against a layer's sizes.
    ///
    /// # Errors
    /// `shape-mismatch` when an array has another length than its shape, naming both; `bad-setting` when only
    /// some of Q, K and V are given, or a number is not finite.
    pub(crate) fn check(&self, layer: &Layer) -> Result<(), AttentionError> {
        let given = [&self.q, &self.k, &self.v].map(Option::is_some);
        if given.contains(&true) && given.contains(&false) {
            let message = "Q, K and V are given together or not at all";
            return Err(refused(ErrorCode::BadSetting, &[], &[], message.to_owned()));
        }
        let (n, d_k, d_model) = (layer.tokens(), layer.head_dim(), layer.d_model);
        let (wide, kv_wide) = (layer.wide(), layer.kv_wide());
        let shapes: [(&str, &[usize]); 7] = [
            ("q", &[layer.heads, n, d_k]),
            ("k", &[layer.kv_heads, n, d_k]),
            ("v", &[layer.kv_heads, n, d_k]),
            ("wq", &[d_model, wide]),
            ("wk", &[d_model, kv_wide]),
            ("wv", &[d_model, kv_wide]),
            ("wo", &[wide, d_model]),
        ];
        for (name, shape) in shapes {
            let Some(values) = self.named(name) else {
                continue;
            };
            let cells: usize = shape.iter().product();
            if values.len() != cells {
                let message = format!(
                    "{name} has {} numbers, its shape needs {cells}",
                    values.len()
                );
                return Err(refused(
                    ErrorCode::ShapeMismatch,
                    &[values.len()],
                    shape,
                    message,
                ));
            }
            if let Some(at) = values.iter().position(|value| !value.is_finite()) {
                let message = format!("{name} has a number that is not finite, at {at}");
                return Err(refused(ErrorCode::BadSetting, &[at], shape, message));
            }
        }
        Ok(())
    }
}

fn refused(code: ErrorCode, left: &[usize], right: &[usize], message: String) -> AttentionError {
    AttentionError::new(code, "trace", left, right, message)
}
