//! What is asked of a model's heads.

use headwise_model::language::RelationKind;
use serde::Deserialize;

/// An exam on held-out texts.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExamRequest {
    /// The heads that are left out, as `[layer, head]`, both from 0.
    pub(super) heads_off: Vec<[usize; 2]>,
}

/// One text through all heads: a `text`, or a held-out one that has a `relation`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HeadsRequest {
    /// The reader's text. Tokens that the model has no positions for are dropped.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub(super) text: Option<String>,
    /// A relation that a held-out text is to have.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub(super) relation: Option<RelationKind>,
    /// Which of those texts, from 0. The first unless given.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub(super) example: Option<usize>,
    /// The heads that are left out, as `[layer, head]`, both from 0.
    pub(super) heads_off: Vec<[usize; 2]>,
}
