//! A low-rank latent in place of keys and values (multi-head latent attention, DeepSeek-AI 2024,
//! DeepSeek-V2, section 2.1).
//!
//! Of each token a latent `c [rank]` is kept, and one key `k_R [rotary_dim]` that carries the position
//! for all heads. Head i's key is `[c W_UK_i, k_R]`, its value `c W_UV_i`. A score is
//!
//! ```text
//! q_i . k_i = q_C (c W_UK_i) + q_R . k_R = [q_C W_UK_i^T, q_R] . [c, k_R]
//! ```
//!
//! so keys need never be built: W_UK can be absorbed into the query, and W_UV into what follows the
//! weighted sum of latents. To the absorbed queries the cache is multi-query attention with one key
//! head of width rank + rotary_dim, whose values are the latents: what [`Rows`] shows.

mod parameters;

pub use parameters::{LatentShape, LatentWeights};

use std::borrow::Cow;

use ndarray::{Array2, Array3, Array4, ArrayView1, ArrayView2};

use super::{Contiguous, Growth, RowShape, Rows, refuse};
use crate::{AttentionError, ErrorCode, Real};

/// Latents and rotary keys of the tokens so far, `rank + rotary_dim` numbers a token.
#[derive(Clone, Debug)]
pub struct Latent<T> {
    shape: LatentShape,
    /// `[c, k_R]` of each token, as the keys of one head.
    rows: Contiguous<T>,
}

impl<T: Real> Latent<T> {
    /// An empty cache that doubles when it is full.
    pub fn growing(shape: LatentShape) -> Self {
        let rows = RowShape {
            kv_heads: 1,
            head_dim: shape.rank + shape.rotary_dim,
            value_dim: 0,
        };
        Self {
            shape,
            rows: Contiguous::growing(rows),
        }
    }

    /// Bytes taken, used or not.
    pub fn bytes(&self) -> usize {
        self.rows.bytes()
    }

    /// Adds a token's latent `[rank]` and its rotary key `[rotary_dim]`, already turned.
    ///
    /// # Errors
    /// `shape-mismatch`, `too-large`; the cache is then as it was.
    pub fn append(
        &mut self,
        latent: ArrayView1<'_, T>,
        rotary: ArrayView1<'_, T>,
    ) -> Result<Growth, AttentionError> {
        let (given, wanted) = (
            [latent.len(), rotary.len()],
            [self.shape.rank, self.shape.rotary_dim],
        );
        if given != wanted {
            let message = "a token must be a latent and a rotary key of the cache's widths";
            return Err(refuse(ErrorCode::ShapeMismatch, &given, &wanted, message));
        }
        let row: Vec<T> = latent.iter().chain(&rotary).copied().collect();
        let row = Array2::from_shape_vec((1, row.len()), row).expect("one row of all numbers");
        self.rows.append(row.view(), Array2::zeros((1, 0)).view())
    }

    /// Keys `[1, heads, len, head_dim + rotary_dim]` and values `[1, heads, len, value_dim]` of every
    /// head, built from the latents: what the cache spares.
    ///
    /// # Errors
    /// `shape-mismatch` when the weights have other widths.
    pub fn reconstruct(
        &self,
        weights: &LatentWeights<T>,
    ) -> Result<(Array4<T>, Array4<T>), AttentionError> {
        self.check(weights)?;
        let LatentShape {
            heads,
            head_dim,
            value_dim,
            rank,
            rotary_dim,
        } = self.shape;
        let len = self.len();
        let mut keys = Array4::zeros((1, heads, len, head_dim + rotary_dim));
        let mut values = Array4::zeros((1, heads, len, value_dim));
        for head in 0..heads {
            for index in 0..len {
                let row = self.rows.key(0, index);
                let (latent, rotary) = row.split_at(rank);
                for at in 0..head_dim {
                    keys[[0, head, index, at]] = up(latent, &weights.keys, head, at);
                }
                for (at, &x) in rotary.iter().enumerate() {
                    keys[[0, head, index, head_dim + at]] = x;
                }
                for at in 0..value_dim {
                    values[[0, head, index, at]] = up(latent, &weights.values, head, at);
                }
            }
        }
        Ok((keys, values))
    }

    /// Queries for the cache as it is, `[heads, rank + rotary_dim]`: `[q_C W_UK^T, q_R]` from the
    /// content part `[heads, head_dim]` and the rotary part `[heads, rotary_dim]`.
    ///
    /// # Errors
    /// `shape-mismatch`.
    pub fn absorb(
        &self,
        weights: &LatentWeights<T>,
        content: ArrayView2<'_, T>,
        rotary: ArrayView2<'_, T>,
    ) -> Result<Array2<T>, AttentionError> {
        self.check(weights)?;
        let LatentShape {
            heads,
            head_dim,
            rank,
            rotary_dim,
            ..
        } = self.shape;
        same(content.shape(), &[heads, head_dim], "content queries")?;
        same(rotary.shape(), &[heads, rotary_dim], "rotary queries")?;
        let mut queries = Array2::zeros((heads, rank + rotary_dim));
        for head in 0..heads {
            for c in 0..rank {
                let products =
                    (0..head_dim).map(|d| weights.keys[[head, c, d]] * content[[head, d]]);
                queries[[head, c]] = products.fold(T::zero(), |total, x| total + x);
            }
            for at in 0..rotary_dim {
                queries[[head, rank + at]] = rotary[[head, at]];
            }
        }
        Ok(queries)
    }

    /// The heads' outputs `[heads, value_dim]` from their weighted sums of latents `[heads, rank]`.
    ///
    /// # Errors
    /// `shape-mismatch`.
    pub fn expand(
        &self,
        weights: &LatentWeights<T>,
        sums: ArrayView2<'_, T>,
    ) -> Result<Array2<T>, AttentionError> {
        self.check(weights)?;
        let LatentShape {
            heads,
            value_dim,
            rank,
            ..
        } = self.shape;
        same(sums.shape(), &[heads, rank], "sums of latents")?;
        let mut out = Array2::zeros((heads, value_dim));
        for head in 0..heads {
            let latent: Vec<T> = (0..rank).map(|c| sums[[head, c]]).collect();
            for at in 0..value_dim {
                out[[head, at]] = up(&latent, &weights.values, head, at);
            }
        }
        Ok(out)
    }

    fn check(&self, weights: &LatentWeights<T>) -> Result<(), AttentionError> {
        let LatentShape {
            heads,
            head_dim,
            value_dim,
            rank,
            ..
        } = self.shape;
        same(weights.keys.shape(), &[heads, rank, head_dim], "W_UK")?;
        same(weights.values.shape(), &[heads, rank, value_dim], "W_UV")
    }
}

/// The cache as absorbed queries see it.
impl<T: Real> Rows<T> for Latent<T> {
    fn shape(&self) -> RowShape {
        RowShape {
            kv_heads: 1,
            head_dim: self.shape.rank + self.shape.rotary_dim,
            value_dim: self.shape.rank,
        }
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn token(&self, index: usize) -> usize {
        index
    }

    fn key(&self, head: usize, index: usize) -> Cow<'_, [T]> {
        self.rows.key(head, index)
    }

    fn value(&self, head: usize, index: usize) -> Cow<'_, [T]> {
        match self.rows.key(head, index) {
            Cow::Borrowed(row) => row[..self.shape.rank].into(),
            Cow::Owned(mut row) => {
                row.truncate(self.shape.rank);
                row.into()
            }
        }
    }
}

/// Feature `at` of what a head's matrix, `[rank, width]` of `[heads, rank, width]`, makes of a latent.
fn up<T: Real>(latent: &[T], weights: &Array3<T>, head: usize, at: usize) -> T {
    let products = latent
        .iter()
        .enumerate()
        .map(|(c, &x)| x * weights[[head, c, at]]);
    products.fold(T::zero(), |total, x| total + x)
}

fn same(given: &[usize], wanted: &[usize], what: &str) -> Result<(), AttentionError> {
    if given == wanted {
        return Ok(());
    }
    let message = format!("{what} must have the cache's widths");
    Err(refuse(ErrorCode::ShapeMismatch, given, wanted, &message))
}
