//! What a cache holds, read.

use std::borrow::Cow;

use ndarray::{Array4, ArrayView2};

use super::refuse;
use crate::dims::check_size;
use crate::{AttentionError, ErrorCode, Real};

/// The widths of a row: what one token keeps in one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowShape {
    /// Key and value heads, g.
    pub kv_heads: usize,
    /// Width of a key, d_k.
    pub head_dim: usize,
    /// Width of a value, d_v.
    pub value_dim: usize,
}

impl RowShape {
    /// `g (d_k + d_v)`.
    pub fn numbers(&self) -> usize {
        self.kv_heads * (self.head_dim + self.value_dim)
    }

    /// Checks that so many rows of numbers of 8 bytes fit the address space.
    ///
    /// # Errors
    /// `too-large`.
    pub(super) fn check(&self, rows: usize) -> Result<(), AttentionError> {
        let width = self.head_dim.saturating_add(self.value_dim);
        check_size("kv cache", &[self.kv_heads, rows, width])
    }

    /// # Errors
    /// `shape-mismatch` unless keys are `[kv_heads, head_dim]` and values `[kv_heads, value_dim]`.
    pub(super) fn check_token<T>(
        &self,
        keys: &ArrayView2<'_, T>,
        values: &ArrayView2<'_, T>,
    ) -> Result<(), AttentionError> {
        let wanted = [
            [self.kv_heads, self.head_dim],
            [self.kv_heads, self.value_dim],
        ];
        for (given, wanted) in [keys.shape(), values.shape()].into_iter().zip(&wanted) {
            if given != wanted {
                let message = "a token's keys and values must be [kv_heads, width]";
                return Err(refuse(ErrorCode::ShapeMismatch, given, wanted, message));
            }
        }
        Ok(())
    }
}

/// The rows that a cache holds, in the order of the text. `index` counts them from 0: for a cache
/// that evicts it is also the position that StreamingLLM (Xiao et al. 2023, section 3.2) gives a key.
pub trait Rows<T: Real> {
    /// The widths of a row.
    fn shape(&self) -> RowShape;

    /// Rows held.
    fn len(&self) -> usize;

    /// Whether none is held.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place in the text of the token whose row is `index`; rises with it.
    fn token(&self, index: usize) -> usize;

    /// `[head_dim]`: the key of one head.
    fn key(&self, head: usize, index: usize) -> Cow<'_, [T]>;

    /// `[value_dim]`: the value of one head.
    fn value(&self, head: usize, index: usize) -> Cow<'_, [T]>;

    /// Copies of all keys `[1, kv_heads, len, head_dim]` and values `[1, kv_heads, len, value_dim]`,
    /// as attention takes them.
    fn gather(&self) -> (Array4<T>, Array4<T>)
    where
        Self: Sized,
    {
        let RowShape {
            kv_heads,
            head_dim,
            value_dim,
        } = self.shape();
        let mut keys = Array4::zeros((1, kv_heads, self.len(), head_dim));
        let mut values = Array4::zeros((1, kv_heads, self.len(), value_dim));
        for head in 0..kv_heads {
            for index in 0..self.len() {
                for (into, &x) in self.key(head, index).iter().enumerate() {
                    keys[[0, head, index, into]] = x;
                }
                for (into, &x) in self.value(head, index).iter().enumerate() {
                    values[[0, head, index, into]] = x;
                }
            }
        }
        (keys, values)
    }
}
