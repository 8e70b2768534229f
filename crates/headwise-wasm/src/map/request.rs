//! What map is asked for, and what of it.

use super::OPERATION;
use crate::failure::Failure;
use crate::object;
use headwise_core::map::Region;
use headwise_core::{Options, Window};
use js_sys::Float32Array;
use serde::Deserialize;

/// A map of attention: one of three sources of Q and K, and what hides keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct MapRequest {
    /// A head that was made for a text.
    pub(super) constructed: Option<ConstructedHead>,
    /// Q and K as they are.
    pub(super) arrays: Option<MapArrays>,
    /// Q and K in a file.
    pub(super) file: Option<MapFile>,
    /// A query sees only keys up to its own place; the last query stands at the last key. False unless
    /// given.
    pub(super) causal: Option<bool>,
    /// A query sees so many keys before its own place; all unless given.
    pub(super) window: Option<usize>,
    /// So many of the first keys are seen whatever the window. 0 unless given.
    pub(super) sinks: Option<usize>,
    /// The factor of dot products; `1 / sqrt(headDim)` unless given.
    pub(super) scale: Option<f32>,
}

/// A head with a known structure, over a text.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub(super) struct ConstructedHead {
    /// What it looks for.
    #[cfg_attr(
        feature = "typescript",
        ts(
            type = "\"previous\" | \"distance\" | \"same\" | \"induction\" | \"mixed\" | \"drawn\""
        )
    )]
    pub(super) head: String,
    /// The reader's text; sentences of the built-in grammar unless given.
    pub(super) text: Option<String>,
    /// Tokens of the grammar's text, or the most of the reader's.
    pub(super) length: usize,
    /// Draws embeddings.
    pub(super) seed: u32,
}

/// One head's queries and keys, row-major.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub(super) struct MapArrays {
    /// `[rows, headDim]`.
    #[serde(deserialize_with = "object::instance")]
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    pub(super) q: Float32Array,
    /// `[keys, headDim]`.
    #[serde(deserialize_with = "object::instance")]
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    pub(super) k: Float32Array,
    pub(super) head_dim: usize,
}

/// A safetensors file with tensors `q` and `k`, each `[.., len, head_dim]`: the axes before these are
/// batch entries and heads, of which k may have fewer.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub(super) struct MapFile {
    #[serde(deserialize_with = "object::instance")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub(super) bytes: js_sys::Uint8Array,
    /// Which of the heads, from 0.
    pub(super) head: usize,
}

/// Rows and keys that are looked at, ends exclusive, in blocks; of every `step` rows one is read.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MapRegion {
    row_start: usize,
    row_end: usize,
    key_start: usize,
    key_end: usize,
    /// Rows of a block.
    block_rows: usize,
    /// Keys of a block.
    block_keys: usize,
    /// Divides `blockRows`.
    step: usize,
}

impl MapRequest {
    pub(super) fn options(&self) -> Options<'static, f32> {
        Options {
            causal: self.causal.unwrap_or(false),
            window: Window {
                left: self.window,
                right: None,
            },
            sinks: self.sinks.unwrap_or(0),
            scale: self.scale,
            ..Options::default()
        }
    }
}

impl MapRegion {
    pub(super) fn on(self, map: [usize; 2]) -> Result<Region, Failure> {
        let rows = self.row_start..self.row_end;
        let keys = self.key_start..self.key_end;
        let block = [self.block_rows, self.block_keys];
        Ok(Region::new(map, rows, keys, block, self.step)?)
    }

    /// Reads a request object.
    pub(super) fn read(request: &wasm_bindgen::JsValue) -> Result<Self, Failure> {
        object::read(OPERATION, request)
    }
}
