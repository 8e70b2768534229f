//! The first rows and the last ones.

use std::borrow::Cow;

use ndarray::ArrayView2;

use super::slab::Slab;
use super::{Growth, RowShape, Rows, refuse};
use crate::{AttentionError, ErrorCode, Real};

/// The first `sinks` tokens and the last `window` ones: memory that does not grow (StreamingLLM, Xiao
/// et al. 2023, section 3.2; without sinks, sliding window attention, Beltagy et al. 2020).
///
/// A new row takes the place of the oldest that is no sink. Slots `0..sinks` are the sinks', the
/// others a ring. A token that has just been appended sees itself, so the window is at least 1.
#[derive(Clone, Debug)]
pub struct Ring<T> {
    slab: Slab<T>,
    shape: RowShape,
    sinks: usize,
    window: usize,
    seen: usize,
}

impl<T: Real> Ring<T> {
    /// An empty cache for `sinks + window` rows.
    ///
    /// # Errors
    /// `bad-setting` when the window is 0, `too-large`.
    pub fn new(shape: RowShape, sinks: usize, window: usize) -> Result<Self, AttentionError> {
        if window == 0 {
            let message = "the window must hold at least the newest token";
            return Err(refuse(ErrorCode::BadSetting, &[window], &[1], message));
        }
        let rows = sinks.saturating_add(window);
        shape.check(rows)?;
        Ok(Self {
            slab: Slab::new(shape, rows),
            shape,
            sinks,
            window,
            seen: 0,
        })
    }

    /// Bytes taken, used or not.
    pub fn bytes(&self) -> usize {
        self.slab.bytes()
    }

    /// Tokens appended so far, held or not.
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// Adds a token's keys `[kv_heads, head_dim]` and values `[kv_heads, value_dim]`.
    ///
    /// # Errors
    /// `shape-mismatch`; the cache is then as it was.
    pub fn append(
        &mut self,
        keys: ArrayView2<'_, T>,
        values: ArrayView2<'_, T>,
    ) -> Result<Growth, AttentionError> {
        self.shape.check_token(&keys, &values)?;
        let (token, slot) = (self.seen, self.slot(self.seen));
        let full = token >= self.slab.rows();
        self.slab.write(slot, &keys, &values);
        self.seen += 1;
        Ok(Growth {
            token,
            slot,
            evicted: full.then(|| token - self.window),
            written: self.slab.row_bytes(),
            ..Growth::default()
        })
    }

    /// Where a token is or was.
    fn slot(&self, token: usize) -> usize {
        if token < self.sinks {
            token
        } else {
            self.sinks + (token - self.sinks) % self.window
        }
    }
}

impl<T: Real> Rows<T> for Ring<T> {
    fn shape(&self) -> RowShape {
        self.shape
    }

    fn len(&self) -> usize {
        self.seen.min(self.slab.rows())
    }

    fn token(&self, index: usize) -> usize {
        if index < self.sinks {
            index
        } else {
            index + self.seen - self.len()
        }
    }

    fn key(&self, head: usize, index: usize) -> Cow<'_, [T]> {
        self.slab.key(head, self.slot(self.token(index))).into()
    }

    fn value(&self, head: usize, index: usize) -> Cow<'_, [T]> {
        self.slab.value(head, self.slot(self.token(index))).into()
    }
}
