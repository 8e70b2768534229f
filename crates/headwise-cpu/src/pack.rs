//! Operands laid out in the order in which the register tile reads them.
//!
//! ```text
//! K  [n, d]  ->  [n / 8][d][8]     eight keys side by side: a step over d reads one row of 8
//! V  [n, d]  ->  [d / 8][n][8]     eight columns side by side: a step over the keys does
//! ```
//!
//! n, and V's d, are padded with zeros to a multiple of 8: the tile has no remainders.

use std::ops::Range;

/// Columns of the register tile.
pub(crate) const WIDTH: usize = 8;

/// One step's worth of a packed operand, aligned so that no vector straddles a cache line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(32))]
pub(crate) struct Row8(pub(crate) [[f32; 4]; 2]);

impl Row8 {
    #[inline(always)]
    pub(crate) fn set(&mut self, column: usize, value: f32) {
        self.0[column / 4][column % 4] = value;
    }
}

/// `size` rounded up to a multiple of `unit`.
pub(crate) const fn padded(size: usize, unit: usize) -> usize {
    size.div_ceil(unit) * unit
}

/// Packs at most 8 rows of `width` numbers into one panel `[width][8]`, row r in column r:
/// keys, or the columns of a matrix given as rows.
pub(crate) fn pack_rows(rows: &[f32], width: usize, panel: &mut [Row8]) {
    for (column, row) in rows.chunks_exact(width).enumerate() {
        for (to, &x) in panel.iter_mut().zip(row) {
            to.set(column, x);
        }
    }
}

/// Packs at most 8 `columns` of rows of `width` numbers into one panel `[rows][8]`.
pub(crate) fn pack_columns(rows: &[f32], width: usize, columns: Range<usize>, panel: &mut [Row8]) {
    for (to, row) in panel.iter_mut().zip(rows.chunks_exact(width)) {
        let row = &row[columns.clone()];
        if let Some((row, [])) = row.split_first_chunk::<WIDTH>() {
            let [a, b, c, d, e, f, g, h] = *row;
            to.0 = [[a, b, c, d], [e, f, g, h]];
        } else {
            for (column, &x) in row.iter().enumerate() {
                to.set(column, x);
            }
        }
    }
}

/// Whether every number is finite. One multiplication and addition each, no branch.
pub(crate) fn all_finite(numbers: &[f32]) -> bool {
    // x * 0 is 0 for finite x and NaN otherwise.
    let (blocks, rest) = numbers.as_chunks::<16>();
    let mut sums = [0.0_f32; 16];
    for block in blocks {
        for (sum, &x) in sums.iter_mut().zip(block) {
            *sum += x * 0.0;
        }
    }
    sums.iter().sum::<f32>() == 0.0 && rest.iter().all(|x| x.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lie_side_by_side() {
        let keys = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]; // two keys of width 3
        let mut panel = [Row8::default(); 3];
        pack_rows(&keys, 3, &mut panel);
        let firsts = panel.map(|row| [row.0[0][0], row.0[0][1], row.0[0][2]]);
        assert_eq!(firsts, [[1.0, 4.0, 0.0], [2.0, 5.0, 0.0], [3.0, 6.0, 0.0]]);
    }

    #[test]
    fn columns_keep_their_rows() {
        let values: Vec<f32> = (0..20).map(|x| x as f32).collect(); // two values of width 10
        let mut panel = [Row8::default(); 2];
        pack_columns(&values, 10, 0..8, &mut panel);
        assert_eq!(
            panel[1].0,
            [[10.0, 11.0, 12.0, 13.0], [14.0, 15.0, 16.0, 17.0]]
        );
        let mut tail = [Row8::default(); 2];
        pack_columns(&values, 10, 8..10, &mut tail);
        assert_eq!(tail[1].0, [[18.0, 19.0, 0.0, 0.0], [0.0; 4]]);
    }

    #[test]
    fn one_number_that_is_not_finite_is_noticed_wherever_it_is() {
        for length in [1, 4, 16, 33] {
            assert!(all_finite(&vec![f32::MAX; length]));
            for at in 0..length {
                for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    let mut numbers = vec![-1.0; length];
                    numbers[at] = bad;
                    assert!(!all_finite(&numbers), "{bad} at {at} of {length}");
                }
            }
        }
    }
}
