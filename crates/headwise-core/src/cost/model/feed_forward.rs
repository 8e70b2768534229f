//! The feed-forward networks of a model.

use super::{Model, product, sum};
use crate::{AttentionError, ErrorCode};

/// How layers transform each token by itself, as far as its costs depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        self.met_parameters(model, 1)
    }

    /// Parameters that so many tokens meet at most.
    pub(super) fn met_parameters(&self, model: &Model, tokens: usize) -> u64 {
        let met = match *self {
            Self::Experts {
                experts, chosen, ..
            } => experts.min(chosen.saturating_mul(tokens)),
            _ => 0,
        };
        self.with_experts(model, met)
    }

    /// Weights that one token is multiplied with.
    pub(super) fn active_weights(&self, model: &Model) -> u64 {
        let biases = match *self {
            Self::Plain { width } if model.bias => {
                product([model.layers]).saturating_mul(sum([width as u64, model.d_model as u64]))
            }
            _ => 0,
        };
        self.active_parameters(model) - biases
    }

    fn with_experts(&self, model: &Model, met: usize) -> u64 {
        let Model {
            layers,
            d_model,
            bias,
            ..
        } = *model;
        match *self {
            Self::Plain { width } => {
                let biases = if bias {
                    sum([width as u64, d_model as u64])
                } else {
                    0
                };
                product([layers]).saturating_mul(sum([product([2, d_model, width]), biases]))
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
        let Self::Experts {
            dense_layers,
            experts,
            chosen,
            ..
        } = *self
        else {
            return Ok(());
        };
        if chosen > experts {
            let message = "no more experts can be chosen than there are";
            return Err(refuse(ErrorCode::BadSetting, chosen, experts, message));
        }
        if dense_layers > layers {
            let message = "no more layers can be dense than there are";
            return Err(refuse(ErrorCode::BadSetting, dense_layers, layers, message));
        }
        Ok(())
    }
}
