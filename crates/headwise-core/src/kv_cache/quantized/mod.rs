//! Every row, in 8 bits a number.

mod part;

use std::borrow::Cow;

use ndarray::ArrayView2;

use super::{Growth, RowShape, Rows, refuse};
use crate::{AttentionError, ErrorCode, Real};
use part::Part;

/// Which numbers share a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// All of a token, in each head.
    Token,
    /// Those of one channel in so many consecutive tokens, in each head. Keys have channels that are
    /// large in every token (KIVI, Liu et al. 2024, section 3.2), which would spoil the scale of the
    /// others. Until the group is complete its tokens stay as they are.
    Channel {
        /// Tokens of a group.
        group: usize,
    },
}

/// Rows as whole numbers of -127 ..= 127 times a scale: a quarter of f32's memory, and an error of at
/// most half a scale, which is measured as rows are written.
///
/// A scale is the largest magnitude it has to reach over 127; there is no offset.
#[derive(Clone, Debug)]
pub struct Quantized<T> {
    shape: RowShape,
    len: usize,
    keys: Part<T>,
    values: Part<T>,
}

impl<T: Real> Quantized<T> {
    /// An empty cache.
    ///
    /// # Errors
    /// `bad-setting` when a group has no tokens.
    pub fn new(
        shape: RowShape,
        keys: Granularity,
        values: Granularity,
    ) -> Result<Self, AttentionError> {
        for granularity in [keys, values] {
            if granularity == (Granularity::Channel { group: 0 }) {
                let message = "a group must hold at least one token";
                return Err(refuse(ErrorCode::BadSetting, &[0], &[1], message));
            }
        }
        Ok(Self {
            shape,
            len: 0,
            keys: Part::new(shape.kv_heads, shape.head_dim, keys),
            values: Part::new(shape.kv_heads, shape.value_dim, values),
        })
    }

    /// Bytes of numbers and scales, and of tokens that wait for their group.
    pub fn bytes(&self) -> usize {
        self.keys.bytes() + self.values.bytes()
    }

    /// The largest difference between a number given and the number held, of keys and of values.
    pub fn errors(&self) -> (T, T) {
        (self.keys.error(), self.values.error())
    }

    /// The largest scale so far, of keys and of values: twice the error that is to be expected.
    pub fn scales(&self) -> (T, T) {
        (self.keys.largest_scale(), self.values.largest_scale())
    }

    /// The whole number and the scale behind `key(head, index)[channel]`; `None` while the token
    /// waits for its group.
    pub fn key_code(&self, head: usize, index: usize, channel: usize) -> Option<(i8, T)> {
        self.keys.code(head, index, channel)
    }

    /// The same of a value.
    pub fn value_code(&self, head: usize, index: usize, channel: usize) -> Option<(i8, T)> {
        self.values.code(head, index, channel)
    }

    /// Adds a token's keys `[kv_heads, head_dim]` and values `[kv_heads, value_dim]`.
    ///
    /// # Errors
    /// `shape-mismatch`; `bad-setting` for a number that is not finite, which no scale reaches. The
    /// cache is then as it was.
    pub fn append(
        &mut self,
        keys: ArrayView2<'_, T>,
        values: ArrayView2<'_, T>,
    ) -> Result<Growth, AttentionError> {
        self.shape.check_token(&keys, &values)?;
        if !keys.iter().chain(&values).all(|x| x.is_finite()) {
            let message = "8 bits hold finite numbers only";
            let (left, right) = (keys.shape(), values.shape());
            return Err(refuse(ErrorCode::BadSetting, left, right, message));
        }
        let before = self.bytes();
        let written = self.keys.append(&keys) + self.values.append(&values);
        let (token, after) = (self.len, self.bytes());
        self.len += 1;
        Ok(Growth {
            token,
            slot: token,
            written,
            allocated: after.saturating_sub(before),
            // A completed group takes a quarter of what its tokens took while they waited.
            freed: before.saturating_sub(after),
            ..Growth::default()
        })
    }
}

impl<T: Real> Rows<T> for Quantized<T> {
    fn shape(&self) -> RowShape {
        self.shape
    }

    fn len(&self) -> usize {
        self.len
    }

    fn token(&self, index: usize) -> usize {
        index
    }

    fn key(&self, head: usize, index: usize) -> Cow<'_, [T]> {
        self.keys.read(head, index).into()
    }

    fn value(&self, head: usize, index: usize) -> Cow<'_, [T]> {
        self.values.read(head, index).into()
    }
}
