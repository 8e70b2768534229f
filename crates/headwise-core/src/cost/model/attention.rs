//! The attention of a layer.

use super::{product, sum};
use crate::{AttentionError, ErrorCode};
use serde::{Deserialize, Serialize};

/// How a layer attends, as far as its costs depend on it.
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
    ts(rename = "AttentionSizes")
)]
pub enum Attention {
    /// Multi-head, grouped-query or multi-query attention.
    Grouped {
        /// Query heads, h.
        heads: usize,
        /// Key and value heads, g.
        kv_heads: usize,
        /// Width of a query, a key and a value: a number of its own, not always `d_model / heads`.
        head_dim: usize,
    },
    /// Multi-head latent attention (DeepSeek-V2 2024, section 2.1).
    Latent {
        /// Query heads.
        heads: usize,
        /// Width of a key without its rotary part.
        head_dim: usize,
        /// Width of a value.
        value_dim: usize,
        /// Width of the latent that is cached.
        rank: usize,
        /// Width of the rotary key that all heads share.
        rotary_dim: usize,
        /// Width of the queries' latent; `None` projects them at once.
        query_rank: Option<usize>,
    },
}

impl Attention {
    /// Numbers cached of one token in one layer: `2 g d`, or `rank + rotary_dim`.
    pub fn cached_numbers(&self) -> u64 {
        match *self {
            Self::Grouped {
                kv_heads, head_dim, ..
            } => product([2, kv_heads, head_dim]),
            Self::Latent {
                rank, rotary_dim, ..
            } => sum([rank as u64, rotary_dim as u64]),
        }
    }

    /// Products of a pair of query and key in all heads: the score's and the weighted sum's. `2 h d`,
    /// or `h (d_k + d_R + d_v)` with keys and values rebuilt from their latents, as in prefill.
    pub fn numbers_of_a_pair(&self) -> u64 {
        match *self {
            Self::Grouped {
                heads, head_dim, ..
            } => product([2, heads, head_dim]),
            Self::Latent {
                heads,
                head_dim,
                value_dim,
                rotary_dim,
                ..
            } => {
                let width = sum([head_dim as u64, rotary_dim as u64, value_dim as u64]);
                product([heads]).saturating_mul(width)
            }
        }
    }

    /// The same where queries meet the latents as they are, the weights that would rebuild keys and
    /// values being absorbed into those of queries and outputs: `h (2 rank + d_R)`. `None` where
    /// there are no latents.
    pub fn absorbed_numbers_of_a_pair(&self) -> Option<u64> {
        match *self {
            Self::Grouped { .. } => None,
            Self::Latent {
                heads,
                rank,
                rotary_dim,
                ..
            } => {
                let width = sum([product([2, rank]), rotary_dim as u64]);
                Some(product([heads]).saturating_mul(width))
            }
        }
    }

    /// Products that rebuild the keys and values of one cached token in one layer:
    /// `rank h (d_k + d_v)`. 0 where they are cached themselves.
    pub fn rebuilding(&self) -> u64 {
        match *self {
            Self::Grouped { .. } => 0,
            Self::Latent {
                heads,
                head_dim,
                value_dim,
                rank,
                ..
            } => product([rank, heads, head_dim.saturating_add(value_dim)]),
        }
    }

    /// Weights of the projections: what every token is multiplied with.
    pub(super) fn weights(&self, d_model: usize) -> u64 {
        match *self {
            Self::Grouped {
                heads,
                kv_heads,
                head_dim,
            } => {
                let widths = sum([product([2, heads]), product([2, kv_heads])]);
                product([d_model, head_dim]).saturating_mul(widths)
            }
            Self::Latent {
                heads,
                head_dim,
                value_dim,
                rank,
                rotary_dim,
                query_rank,
            } => {
                let query = product([heads, head_dim.saturating_add(rotary_dim)]);
                let queries = match query_rank {
                    Some(rank) => sum([
                        product([d_model, rank]),
                        product([rank]).saturating_mul(query),
                    ]),
                    None => product([d_model]).saturating_mul(query),
                };
                sum([
                    queries,
                    product([d_model, rank.saturating_add(rotary_dim)]),
                    product([rank, heads, head_dim.saturating_add(value_dim)]),
                    product([heads, value_dim, d_model]),
                ])
            }
        }
    }

    /// Weights, biases and the norms of latents.
    pub(super) fn parameters(&self, d_model: usize, bias: bool) -> u64 {
        let more = match *self {
            Self::Grouped {
                heads,
                kv_heads,
                head_dim,
            } if bias => sum([
                product([heads, head_dim]),
                product([2, kv_heads, head_dim]),
                d_model as u64,
            ]),
            Self::Grouped { .. } => 0,
            Self::Latent {
                rank, query_rank, ..
            } => sum([rank as u64, query_rank.unwrap_or(0) as u64]),
        };
        sum([self.weights(d_model), more])
    }

    pub(super) fn check(
        &self,
        refuse: impl Fn(ErrorCode, usize, usize, &str) -> AttentionError,
    ) -> Result<(), AttentionError> {
        let sizes = match *self {
            Self::Grouped {
                heads,
                kv_heads,
                head_dim,
            } => [heads, kv_heads, head_dim],
            Self::Latent {
                heads,
                rank,
                head_dim,
                value_dim,
                ..
            } => [heads.min(rank), head_dim, value_dim],
        };
        if sizes.contains(&0) {
            let message = "heads and their widths must be at least 1";
            return Err(refuse(ErrorCode::BadSetting, 0, 1, message));
        }
        match *self {
            Self::Latent {
                query_rank: Some(0),
                ..
            } => {
                let message = "queries are projected through at least 1 number, or at once";
                Err(refuse(ErrorCode::BadSetting, 0, 1, message))
            }
            Self::Grouped {
                heads, kv_heads, ..
            } if !heads.is_multiple_of(kv_heads) => {
                let message = "the key heads must divide the query heads";
                Err(refuse(
                    ErrorCode::HeadsDoNotDivide,
                    heads,
                    kv_heads,
                    message,
                ))
            }
            _ => Ok(()),
        }
    }
}
