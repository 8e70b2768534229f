//! Memory for so many rows, heads apart: `[kv_heads, rows, width]`, as kernels read it.

use ndarray::ArrayView2;

use super::RowShape;
use crate::Real;

#[derive(Clone, Debug)]
pub(super) struct Slab<T> {
    shape: RowShape,
    rows: usize,
    keys: Vec<T>,
    values: Vec<T>,
}

impl<T: Real> Slab<T> {
    pub(super) fn new(shape: RowShape, rows: usize) -> Self {
        let numbers = |width: usize| vec![T::zero(); shape.kv_heads * rows * width];
        Self {
            shape,
            rows,
            keys: numbers(shape.head_dim),
            values: numbers(shape.value_dim),
        }
    }

    /// Rows that it has room for.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<T>() * (self.keys.len() + self.values.len())
    }

    /// Bytes of one row.
    pub(super) fn row_bytes(&self) -> usize {
        size_of::<T>() * self.shape.numbers()
    }

    pub(super) fn key(&self, head: usize, row: usize) -> &[T] {
        let width = self.shape.head_dim;
        &self.keys[(head * self.rows + row) * width..][..width]
    }

    pub(super) fn value(&self, head: usize, row: usize) -> &[T] {
        let width = self.shape.value_dim;
        &self.values[(head * self.rows + row) * width..][..width]
    }

    /// Writes a token whose shapes were checked.
    pub(super) fn write(
        &mut self,
        row: usize,
        keys: &ArrayView2<'_, T>,
        values: &ArrayView2<'_, T>,
    ) {
        let places = [(&mut self.keys, keys), (&mut self.values, values)];
        for (own, token) in places {
            let (heads, width) = token.dim();
            for head in 0..heads {
                let place = &mut own[(head * self.rows + row) * width..][..width];
                for (at, old) in place.iter_mut().enumerate() {
                    *old = token[[head, at]];
                }
            }
        }
    }

    /// Copies the first `count` rows of another slab of the same widths.
    pub(super) fn copy_from(&mut self, other: &Self, count: usize) {
        for head in 0..self.shape.kv_heads {
            let both = [
                (&mut self.keys, &other.keys, self.shape.head_dim),
                (&mut self.values, &other.values, self.shape.value_dim),
            ];
            for (own, from, width) in both {
                let source = &from[head * other.rows * width..][..count * width];
                own[head * self.rows * width..][..count * width].copy_from_slice(source);
            }
        }
    }
}
