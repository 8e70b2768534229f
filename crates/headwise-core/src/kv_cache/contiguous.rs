//! Every row, side by side.

use std::borrow::Cow;

use ndarray::ArrayView2;

use super::slab::Slab;
use super::{Growth, RowShape, Rows, refuse};
use crate::{AttentionError, ErrorCode, Real};

/// Rows of every token in one piece of memory for each head.
///
/// Grown by doubling, n appends copy fewer than 2 n rows in all, and up to half of the memory waits
/// unused. Reserved, nothing is ever copied, and it is full at its size.
///
/// ```
/// use headwise_core::kv_cache::{Contiguous, RowShape, Rows};
/// use ndarray::array;
///
/// let shape = RowShape { kv_heads: 1, head_dim: 2, value_dim: 1 };
/// let mut cache = Contiguous::growing(shape);
/// let growth = cache.append(array![[1.0, 2.0]].view(), array![[3.0]].view())?;
/// assert_eq!((growth.token, growth.written), (0, 3 * 8)); // three f64
/// assert_eq!(*cache.key(0, 0), [1.0, 2.0]);
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Contiguous<T> {
    slab: Slab<T>,
    shape: RowShape,
    len: usize,
    grows: bool,
}

impl<T: Real> Contiguous<T> {
    /// An empty cache that doubles when it is full. Takes no memory yet.
    pub fn growing(shape: RowShape) -> Self {
        Self {
            slab: Slab::new(shape, 0),
            shape,
            len: 0,
            grows: true,
        }
    }

    /// An empty cache with room for `rows` tokens and no more.
    ///
    /// # Errors
    /// `too-large`.
    pub fn reserved(shape: RowShape, rows: usize) -> Result<Self, AttentionError> {
        shape.check(rows)?;
        Ok(Self {
            slab: Slab::new(shape, rows),
            shape,
            len: 0,
            grows: false,
        })
    }

    /// Tokens that there is room for.
    pub fn capacity(&self) -> usize {
        self.slab.rows()
    }

    /// Bytes taken, used or not.
    pub fn bytes(&self) -> usize {
        self.slab.bytes()
    }

    /// Adds a token's keys `[kv_heads, head_dim]` and values `[kv_heads, value_dim]`.
    ///
    /// # Errors
    /// `shape-mismatch`; `cache-full` when its size was reserved; `too-large` when doubling
    /// overflows. The cache is then as it was.
    pub fn append(
        &mut self,
        keys: ArrayView2<'_, T>,
        values: ArrayView2<'_, T>,
    ) -> Result<Growth, AttentionError> {
        self.shape.check_token(&keys, &values)?;
        let mut growth = Growth {
            token: self.len,
            slot: self.len,
            written: self.slab.row_bytes(),
            ..Growth::default()
        };
        if self.len == self.capacity() {
            self.grow(&mut growth)?;
        }
        self.slab.write(self.len, &keys, &values);
        self.len += 1;
        Ok(growth)
    }

    fn grow(&mut self, growth: &mut Growth) -> Result<(), AttentionError> {
        let full = self.capacity();
        if !self.grows {
            let message = "the reserved cache has no room for another token";
            return Err(refuse(ErrorCode::CacheFull, &[full + 1], &[full], message));
        }
        let doubled = full.saturating_mul(2).max(1);
        self.shape.check(doubled)?;
        let mut slab = Slab::new(self.shape, doubled);
        slab.copy_from(&self.slab, self.len);
        growth.allocated = slab.bytes();
        growth.freed = self.slab.bytes();
        growth.copied = self.len * slab.row_bytes();
        self.slab = slab;
        Ok(())
    }
}

impl<T: Real> Rows<T> for Contiguous<T> {
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
        self.slab.key(head, index).into()
    }

    fn value(&self, head: usize, index: usize) -> Cow<'_, [T]> {
        self.slab.value(head, index).into()
    }
}
