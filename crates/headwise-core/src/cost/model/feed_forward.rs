//! The feed-forward networks of a model.

use super::{Model, product, sum};
use crate::{AttentionError, ErrorCode};
use serde::{Deserialize, Serialize};

/// How layers transform each token by itself, as far as its costs depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "FeedForwardSizes")
)]
pub enum FeedForward {
    /// Two matrices around an activation.
    Plain {
        /// Width in between.
        width: usize,
    },
    /// Three matrices, one of them a gate (SwiGLU, Shazeer 2020).
    Gated {
        /// Width in between.
        width: usize,
    },
    /// Gated experts, of which a router chooses some for each token (DeepSeekMoE, Dai et al. 2024).
    Experts {
        /// The first layers, as many, have one gated network instead.
        dense_layers: usize,
        /// Its width.
        dense_width: usize,
        /// Width of an expert.
        width: usize,
        /// Experts to choose from.
        experts: usize,
        /// Experts that every token meets besides.
        shared: usize,
        /// Experts chosen for a token.
        chosen: usize,
    },
}

impl FeedForward {
    /// Parameters of all layers.
    pub(super) fn parameters(&self, model: &Model) -> u64 {
        let experts = match *self {
            Self::Experts { experts, .. } => experts,
            _ => 0,
        };
        self.with_experts(model, experts)
    }

    /// Parameters that one token meets.
    pub(super) fn active_parameters(&self, model: &Model) -> u64 {
        let chosen = match *self {
            Self::Experts { chosen, .. } => chosen,
            _ => 0,
        };
        self.with_experts(model, chosen)
    }

    /// Parameters that so many tokens meet on average.
    pub(super) fn met_parameters(&self, model: &Model, tokens: usize) -> u64 {
        let always = self.with_experts(model, 0);
        let Self::Experts {
            dense_layers,
            width,
            ..
        } = *self
        else {
            return always;
        };
        let routed = model.layers.saturating_sub(dense_layers);
        let expert = product([3, routed, model.d_model, width]);
        // The cast saturates, as all counts do.
        let met = (self.experts_met(tokens) * expert as f64).round() as u64;
        always.saturating_add(met)
    }

    /// Experts of a layer, of E, that n tokens meet on average when each of them chooses k evenly and
    /// independently of the others: `E (1 - (1 - k / E)^n)`. Training balances the experts to this
    /// end (DeepSeek-AI 2024b, section 2.1.2). 0 where there are none.
    pub fn experts_met(&self, tokens: usize) -> f64 {
        match *self {
            Self::Experts {
                experts, chosen, ..
            } if experts > 0 => {
                let (experts, chosen) = (experts as f64, chosen as f64);
                experts * (1.0 - (1.0 - chosen / experts).powf(tokens as f64))
            }
            _ => 0.0,
        }
    }

    /// Weights of all layers: parameters without biases.
    pub(super) fn weights(&self, model: &Model) -> u64 {
        self.parameters(model).saturating_sub(self.biases(model))
    }

    /// Weights that one token is multiplied with.
    pub(super) fn active_weights(&self, model: &Model) -> u64 {
        self.active_parameters(model)
            .saturating_sub(self.biases(model))
    }

    fn biases(&self, model: &Model) -> u64 {
        match *self {
            Self::Plain { width } if model.bias => {
                let each = sum([width as u64, model.d_model as u64]);
                product([model.layers]).saturating_mul(each)
            }
            _ => 0,
        }
    }

    fn with_experts(&self, model: &Model, met: usize) -> u64 {
        let Model {
            layers, d_model, ..
        } = *model;
        match *self {
            Self::Plain { width } => {
                sum([product([2, layers, d_model, width]), self.biases(model)])
            }
            Self::Gated { width } => product([3, layers, d_model, width]),
            Self::Experts {
                dense_layers,
                dense_width,
                width,
                experts,
                shared,
                ..
            } => {
                let routed = layers.saturating_sub(dense_layers);
                let networks = product([3, d_model, width, met.saturating_add(shared)]);
                // The router scores every expert, whichever it chooses.
                let router = product([d_model, experts]);
                sum([
                    product([3, dense_layers.min(layers), d_model, dense_width]),
                    product([routed]).saturating_mul(sum([networks, router])),
                ])
            }
        }
    }

    pub(super) fn check(
        &self,
        layers: usize,
        refuse: impl Fn(ErrorCode, usize, usize, &str) -> AttentionError,
    ) -> Result<(), AttentionError> {
        let width = match *self {
            Self::Plain { width } | Self::Gated { width } | Self::Experts { width, .. } => width,
        };
        if width == 0 {
            let message = "the feed-forward width must be at least 1";
            return Err(refuse(ErrorCode::BadSetting, 0, 1, message));
        }
        let Self::Experts {
            dense_layers,
            dense_width,
            experts,
            chosen,
            ..
        } = *self
        else {
            return Ok(());
        };
        if chosen == 0 {
            let message = "a token meets at least 1 of the experts";
            return Err(refuse(ErrorCode::BadSetting, 0, 1, message));
        }
        if chosen > experts {
            let message = "no more experts can be chosen than there are";
            return Err(refuse(ErrorCode::BadSetting, chosen, experts, message));
        }
        if dense_layers > 0 && dense_width == 0 {
            let message = "the width of dense layers must be at least 1";
            return Err(refuse(ErrorCode::BadSetting, 0, 1, message));
        }
        if dense_layers > layers {
            let message = "no more layers can be dense than there are";
            return Err(refuse(ErrorCode::BadSetting, dense_layers, layers, message));
        }
        Ok(())
    }
}
