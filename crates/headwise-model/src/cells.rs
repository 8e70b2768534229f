//! Numbers of a stage, by their places.
//!
//! Stages hand arrays of ndarray to the kernels of the core. What they compute themselves, cell by
//! cell, they keep here: every operation of ndarray is compiled anew for each use, and readers
//! download each of them.

use headwise_core::projection::project_slices;
use ndarray::{Array, Array2, Array4, Dimension};
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
    pub(crate) fn from_places<F: FnMut([usize; N]) -> f64>(
        shape: [usize; N],
        number: &mut F,
    ) -> Self {
        Self::fill(shape, number)
    }

    #[inline(never)]
    fn fill(shape: [usize; N], of: &mut dyn OfPlace<N>) -> Self {
        let count = shape.iter().product();
        let mut numbers = Vec::with_capacity(count);
        let mut place = [0; N];
        while numbers.len() < count {
            numbers.push(of.number(place));
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

    /// What is left of each cell without the other's.
    pub(crate) fn minus(&self, other: &Self) -> Self {
        Self::from_places(self.shape, &mut |place| self[place] - other[place])
    }

    /// The largest magnitude, 0 of none.
    pub(crate) fn largest(&self) -> f64 {
        self.numbers.iter().fold(0.0, |most, x| most.max(x.abs()))
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
    /// One of the rows.
    pub(crate) fn row(&self, at: usize) -> &[f64] {
        let width = self.shape[1];
        &self.numbers[at * width..][..width]
    }

    /// `x W` by the core.
    pub(crate) fn times(&self, weights: &Self) -> Self {
        let ([rows, inner], [_, columns]) = (self.shape, weights.shape);
        Self {
            shape: [rows, columns],
            numbers: project_slices(&self.numbers, &weights.numbers, [rows, inner, columns]),
        }
    }

    /// As kernels take it.
    pub(crate) fn matrix(&self) -> Array2<f64> {
        Array2::from_shape_vec(self.shape, self.numbers.clone()).expect("a number for each place")
    }

    /// The same in f32, as the page's caches take it: exact where the numbers were kept in a trace.
    pub(crate) fn narrow(&self) -> Array2<f32> {
        Array2::from_shape_vec(self.shape, Kept::numbers(self)).expect("a number for each place")
    }
}

impl Cells<4> {
    /// As attention takes it.
    pub(crate) fn array(self) -> Array4<f64> {
        Array4::from_shape_vec(self.shape, self.numbers).expect("a number for each place")
    }
}

impl Cells<3> {
    /// What lies at the first place.
    pub(crate) fn plane(&self, at: usize) -> Cells<2> {
        let [_, rows, width] = self.shape;
        Cells::from_places([rows, width], &mut |[row, column]| self[[at, row, column]])
    }

    /// Puts there what a kernel gave; columns beyond its own are left out.
    pub(crate) fn set_plane(&mut self, at: usize, numbers: &Array2<f64>) {
        let [_, rows, width] = self.shape;
        for row in 0..rows {
            for column in 0..width {
                self[[at, row, column]] = numbers[[row, column]];
            }
        }
    }

    /// What lies at the second.
    pub(crate) fn across(&self, at: usize) -> Cells<2> {
        let [planes, _, width] = self.shape;
        Cells::from_places([planes, width], &mut |[plane, column]| {
            self[[plane, at, column]]
        })
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

/// What gives each place its number: a closure, without the ways to call it that `dyn FnMut` has beside.
trait OfPlace<const N: usize> {
    fn number(&mut self, place: [usize; N]) -> f64;
}

impl<const N: usize, F: FnMut([usize; N]) -> f64> OfPlace<N> for F {
    fn number(&mut self, place: [usize; N]) -> f64 {
        self(place)
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
    fn planes_and_what_lies_across_them_are_matrices() {
        let cells = Cells::from_places([2, 3, 2], &mut |[a, b, c]| (100 * a + 10 * b + c) as f64);
        assert_eq!(cells.plane(1).row(2), [120.0, 121.0]);
        assert_eq!(cells.across(2).numbers, [20.0, 21.0, 120.0, 121.0]);
        assert_eq!(cells.across(2).matrix()[[1, 0]], 120.0);
        assert_eq!(cells.plane(0).narrow()[[2, 1]], 21.0_f32);
        assert_eq!(cells.largest(), 121.0);
    }

    #[test]
    fn a_product_sums_over_the_inner_places() {
        let of = |shape| Cells::from_places(shape, &mut |[row, column]| (2 * row + column) as f64);
        let product = of([2, 3]).times(&of([3, 1]));
        assert_eq!((product.shape, product.numbers), ([2, 1], vec![10.0, 22.0]));
    }

    #[test]
    #[should_panic(expected = "a place within the shape")]
    fn no_place_outside_is_read() {
        let _ = Cells::filled([2, 2], 0.0)[[0, 2]];
    }
}
