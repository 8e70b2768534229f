//! Numbers of a stage, by their places.
//!
//! Stages hand arrays of ndarray to the kernels of the core. What they compute themselves, cell by
//! cell, they keep here: every operation of ndarray is compiled anew for each use, and readers
//! download each of them.

use ndarray::{Array, Dimension};
use std::ops::{Index, IndexMut};

/// Row-major numbers over N axes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cells<const N: usize> {
    /// The extents, outermost first.
    pub(crate) shape: [usize; N],
    /// The numbers, as many as the extents give.
    pub(crate) numbers: Vec<f64>,
}

impl<const N: usize> Cells<N> {
    /// Each cell from its place, in row-major order.
    #[inline(never)]
    pub(crate) fn from_places(
        shape: [usize; N],
        number: &mut dyn FnMut([usize; N]) -> f64,
    ) -> Self {
        let count = shape.iter().product();
        let mut numbers = Vec::with_capacity(count);
        let mut place = [0; N];
        while numbers.len() < count {
            numbers.push(number(place));
            // As a counter goes on: the last wheel turns, and one that is through turns the next.
            for axis in (0..N).rev() {
                place[axis] += 1;
                if place[axis] < shape[axis] {
                    break;
                }
                place[axis] = 0;
            }
        }
        Self { shape, numbers }
    }

    /// The same number everywhere.
    pub(crate) fn filled(shape: [usize; N], number: f64) -> Self {
        Self::from_places(shape, &mut |_| number)
    }

    fn offset(&self, place: [usize; N]) -> usize {
        let mut offset = 0;
        for (extent, index) in self.shape.into_iter().zip(place) {
            assert!(index < extent, "a place within the shape");
            offset = offset * extent + index;
        }
        offset
    }
}

impl Cells<1> {
    /// One axis of numbers.
    pub(crate) fn of(numbers: Vec<f64>) -> Self {
        Self {
            shape: [numbers.len()],
            numbers,
        }
    }
}

impl Cells<2> {
    /// The matrix product of `[n, inner]` and `[inner, columns]`, row by row.
    pub(crate) fn times(&self, right: &Self) -> Self {
        let ([rows, inner], [_, columns]) = (self.shape, right.shape);
        let mut product = Self::filled([rows, columns], 0.0);
        if inner == 0 || columns == 0 {
            return product;
        }
        let outputs = product.numbers.chunks_exact_mut(columns);
        for (left, output) in self.numbers.chunks_exact(inner).zip(outputs) {
            for (factor, row) in left.iter().zip(right.numbers.chunks_exact(columns)) {
                for (sum, number) in output.iter_mut().zip(row) {
                    *sum += factor * number;
                }
            }
        }
        product
    }
}

impl<const N: usize> Index<[usize; N]> for Cells<N> {
    type Output = f64;

    #[inline(never)]
    fn index(&self, place: [usize; N]) -> &f64 {
        &self.numbers[self.offset(place)]
    }
}

impl<const N: usize> IndexMut<[usize; N]> for Cells<N> {
    #[inline(never)]
    fn index_mut(&mut self, place: [usize; N]) -> &mut f64 {
        let offset = self.offset(place);
        &mut self.numbers[offset]
    }
}

/// Values that a trace can keep: their extents, and the numbers in row-major order.
pub(crate) trait Kept {
    fn extents(&self) -> &[usize];
    fn numbers(&self) -> Vec<f32>;
}

impl<const N: usize> Kept for Cells<N> {
    fn extents(&self) -> &[usize] {
        &self.shape
    }

    fn numbers(&self) -> Vec<f32> {
        self.numbers.iter().map(|&number| number as f32).collect()
    }
}

impl<A: Copy + Into<f64>, D: Dimension> Kept for Array<A, D> {
    fn extents(&self) -> &[usize] {
        self.shape()
    }

    /// Logical order: row-major whatever the layout in memory.
    fn numbers(&self) -> Vec<f32> {
        self.iter().map(|&number| number.into() as f32).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_run_in_row_major_order() {
        let mut seen = Vec::new();
        let cells = Cells::from_places([2, 3], &mut |place| {
            seen.push(place);
            seen.len() as f64
        });
        assert_eq!(seen, [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
        assert_eq!((cells[[0, 2]], cells[[1, 0]]), (3.0, 4.0));
    }

    #[test]
    fn a_product_sums_over_what_is_between() {
        let left = Cells::from_places([2, 3], &mut |[i, m]| (3 * i + m) as f64);
        let right = Cells::from_places([3, 2], &mut |[m, c]| if c == 0 { 1.0 } else { m as f64 });
        assert_eq!(left.times(&right).numbers, [3.0, 5.0, 12.0, 14.0]);
        let nothing = Cells::filled([2, 0], 0.0).times(&Cells::filled([0, 2], 0.0));
        assert_eq!(nothing, Cells::filled([2, 2], 0.0));
    }

    #[test]
    fn a_scalar_has_one_cell_and_an_empty_axis_none() {
        assert_eq!(Cells::filled([], 7.0)[[]], 7.0);
        assert!(Cells::filled([3, 0], 7.0).numbers.is_empty());
    }

    #[test]
    #[should_panic(expected = "a place within the shape")]
    fn no_place_outside_is_read() {
        let _ = Cells::filled([2, 2], 0.0)[[0, 2]];
    }
}
