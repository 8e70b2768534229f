//! Operands laid out in the order in which the register tile reads them.
//!
//! ```text
//! left     [n, d]  ->  [n / R][d][R]     R rows side by side: a step over d reads R numbers
//! right    [n, d]  ->  [n / 8][d][8]     eight rows side by side: a step over d reads two vectors
//! ```
//!
//! Both sides of the tile so read one stream each, in order. A matrix that is multiplied from its
//! other side is given by its columns in place of its rows.

use std::ops::Range;

use crate::lanes::Lanes;

/// Columns of the register tile.
pub(crate) const WIDTH: usize = 8;

/// One step's worth of a right operand, aligned so that no vector straddles a cache line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(32))]
pub(crate) struct Row8(pub(crate) [[f32; 4]; 2]);

impl Row8 {
    #[inline(always)]
    pub(crate) fn at(&mut self, column: usize) -> &mut f32 {
        &mut self.0[column / 4][column % 4]
    }

    #[inline(always)]
    pub(crate) fn get(&self, column: usize) -> f32 {
        self.0[column / 4][column % 4]
    }
}

/// `size` rounded up to a multiple of `unit`.
pub(crate) const fn padded(size: usize, unit: usize) -> usize {
    size.div_ceil(unit) * unit
}

/// The rows of a left operand that one register tile takes: R, and fewer at the end.
pub(crate) struct Group {
    /// The first of them.
    pub(crate) start: usize,
    /// How many lie side by side: R, or 4 where that holds what is left.
    pub(crate) rows: usize,
}

/// Divides `size` rows into groups. Panels lie one behind the other, so that of a group whose first row
/// is `start` begins at `start * d`.
pub(crate) fn groups(size: usize, tile: usize) -> impl Iterator<Item = Group> {
    (0..size).step_by(tile).map(move |start| Group {
        start,
        rows: if size - start <= 4 { 4 } else { tile },
    })
}

/// Rows that [`groups`] takes room for.
pub(crate) fn grouped(size: usize, tile: usize) -> usize {
    groups(size, tile)
        .last()
        .map_or(0, |last| last.start + last.rows)
}

/// Packs `rows [n, width]` as a left operand: `panels`, of `grouped(n, R) * width` zeros, becomes
/// `[n / R][width][R]`. R is 4 or more.
pub(crate) fn pack_left_rows<L: Lanes, const R: usize>(
    rows: &[f32],
    width: usize,
    panels: &mut [f32],
) {
    if width == 0 {
        return;
    }
    for group in groups(rows.len() / width, R) {
        let panel = &mut panels[group.start * width..(group.start + group.rows) * width];
        let own = rows[group.start * width..]
            .chunks_exact(width)
            .take(group.rows);
        if group.rows == R {
            interleave::<L, R>(own, panel.as_chunks_mut().0);
        } else {
            interleave::<L, 4>(own, panel.as_chunks_mut().0);
        }
    }
}

/// Packs the columns of `rows [d, width]` as the rows of a left operand: `panels`, of
/// `grouped(width, R) * d` zeros, becomes `[width / R][d][R]`.
pub(crate) fn pack_left_columns<const R: usize>(rows: &[f32], width: usize, panels: &mut [f32]) {
    if width == 0 {
        return;
    }
    let d = rows.len() / width;
    for group in groups(width, R) {
        let panel = &mut panels[group.start * d..(group.start + group.rows) * d];
        let columns = group.start..width.min(group.start + group.rows);
        if group.rows == R {
            cut::<R>(rows.chunks_exact(width), columns, panel.as_chunks_mut().0);
        } else {
            cut::<4>(rows.chunks_exact(width), columns, panel.as_chunks_mut().0);
        }
    }
}

/// Copies `columns` of each row, R at most.
fn cut<'a, const R: usize>(
    rows: impl Iterator<Item = &'a [f32]>,
    columns: Range<usize>,
    panel: &mut [[f32; R]],
) {
    for (to, row) in panel.iter_mut().zip(rows) {
        let row = &row[columns.clone()];
        // A copy whose length is known needs no call.
        match <&[f32; R]>::try_from(row) {
            Ok(row) => *to = *row,
            Err(_) => to[..row.len()].copy_from_slice(row),
        }
    }
}

/// Writes number p of row r to `panel[p][r]`; at most R rows.
#[inline(always)]
pub(crate) fn interleave<'a, L: Lanes, const R: usize>(
    rows: impl ExactSizeIterator<Item = &'a [f32]>,
    panel: &mut [[f32; R]],
) {
    if rows.len() == R {
        let mut own: [&[f32]; R] = [&[]; R];
        own.iter_mut().zip(rows).for_each(|(own, row)| *own = row);
        // Four rows at a time; the last four overlap the first where R is no multiple of 4.
        for first in (0..R - 4).step_by(4).chain([R - 4]) {
            transpose::<L>(std::array::from_fn(|r| own[first + r]), |p, four| {
                if let Some(to) = panel[p][first..].first_chunk_mut() {
                    four.store(to);
                }
            });
        }
    } else {
        for (r, row) in rows.enumerate() {
            for (to, &x) in panel.iter_mut().zip(row) {
                to[r] = x;
            }
        }
    }
}

/// Hands `write` each column of four rows of one length, with its number.
#[inline(always)]
fn transpose<L: Lanes>(rows: [&[f32]; 4], mut write: impl FnMut(usize, L)) {
    let [a, b, c, d] = rows.map(|row| row.as_chunks::<4>().0);
    let blocks = a.iter().zip(b).zip(c).zip(d);
    for (at, (((a, b), c), d)) in blocks.enumerate() {
        let columns = L::transpose([a, b, c, d].map(|four| L::load(four)));
        for (column, four) in columns.into_iter().enumerate() {
            write(4 * at + column, four);
        }
    }
    for p in rows[0].len() / 4 * 4..rows[0].len() {
        write(p, L::load(&rows.map(|row| row[p])));
    }
}

/// Packs at most 8 rows of `width` numbers, times `scale`, into one panel `[width][8]` of a right
/// operand.
pub(crate) fn pack_right_rows<L: Lanes>(
    rows: &[f32],
    width: usize,
    scale: f32,
    panel: &mut [Row8],
) {
    if width == 0 {
        return;
    }
    let factor = L::splat(scale);
    for (half, rows) in rows.chunks(4 * width).enumerate() {
        let mut own = [&rows[..width]; 4];
        own.iter_mut()
            .zip(rows.chunks_exact(width))
            .for_each(|(own, row)| *own = row);
        // Where a row is missing, the first stands for it: nobody reads its lane.
        transpose::<L>(own, |p, four| four.mul(factor).store(&mut panel[p].0[half]));
    }
}

/// The inverse of [`pack_right_rows`]: writes the rows of `out [rows, width]`, 8 at most, that are the
/// lanes of `panel`.
pub(crate) fn unpack_right_rows<L: Lanes>(panel: &[Row8], width: usize, out: &mut [f32]) {
    if width == 0 {
        return;
    }
    for (half, rows) in out.chunks_mut(4 * width).enumerate() {
        let whole = if rows.len() == 4 * width {
            width / 4
        } else {
            0
        };
        for at in 0..whole {
            let columns = std::array::from_fn(|c| L::load(&panel[4 * at + c].0[half]));
            for (row, four) in rows.chunks_exact_mut(width).zip(L::transpose(columns)) {
                four.store(&mut row.as_chunks_mut().0[at]);
            }
        }
        for (lane, row) in rows.chunks_exact_mut(width).enumerate() {
            for (to, column) in row.iter_mut().zip(panel).skip(4 * whole) {
                *to = column.0[half][lane];
            }
        }
    }
}

/// Packs at most 8 `columns` of rows of `width` numbers into one panel `[rows][8]` of a right operand.
pub(crate) fn pack_right_columns(
    rows: &[f32],
    width: usize,
    columns: Range<usize>,
    panel: &mut [Row8],
) {
    for (to, row) in panel.iter_mut().zip(rows.chunks_exact(width)) {
        let row = &row[columns.clone()];
        if let Some((row, [])) = row.split_first_chunk::<WIDTH>() {
            let [a, b, c, d, e, f, g, h] = *row;
            to.0 = [[a, b, c, d], [e, f, g, h]];
        } else {
            for (column, &x) in row.iter().enumerate() {
                *to.at(column) = x;
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
    use crate::lanes::Portable;

    #[test]
    fn groups_are_of_the_tile_and_of_four_at_the_end() {
        let sizes = |size, tile| -> Vec<_> { groups(size, tile).map(|group| group.rows).collect() };
        assert_eq!(sizes(64, 6), [vec![6; 10], vec![4]].concat());
        assert_eq!(sizes(5, 6), [6]);
        assert_eq!(sizes(13, 6), [6, 6, 4]);
        assert_eq!(sizes(9, 4), [4, 4, 4]);
        assert_eq!([grouped(64, 6), grouped(5, 6), grouped(0, 6)], [64, 6, 0]);
    }

    #[test]
    fn left_rows_lie_side_by_side() {
        let rows: Vec<f32> = (0..14).map(|x| x as f32).collect(); // seven rows of width 2
        let mut panels = [0.0; 20];
        pack_left_rows::<Portable, 6>(&rows, 2, &mut panels);
        assert_eq!(panels[..6], [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(panels[6..12], [1.0, 3.0, 5.0, 7.0, 9.0, 11.0]);
        assert_eq!(panels[12..], [12.0, 0.0, 0.0, 0.0, 13.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn left_columns_are_the_rows_of_the_transpose() {
        let columns: Vec<f32> = (0..14).map(|x| x as f32).collect(); // two rows of width 7
        let rows: Vec<f32> = (0..7).flat_map(|x| [x as f32, x as f32 + 7.0]).collect();
        let (mut from_columns, mut from_rows) = ([0.0; 20], [0.0; 20]);
        pack_left_columns::<6>(&columns, 7, &mut from_columns);
        pack_left_rows::<Portable, 6>(&rows, 2, &mut from_rows);
        assert_eq!(from_columns, from_rows);
    }

    #[test]
    fn right_rows_lie_side_by_side_and_come_back() {
        for (count, width) in [(8, 9), (7, 4), (3, 5), (1, 1)] {
            let rows: Vec<f32> = (0..count * width).map(|x| x as f32).collect();
            let mut panel = vec![Row8::default(); width];
            pack_right_rows::<Portable>(&rows, width, 0.5, &mut panel);
            for (r, row) in rows.chunks(width).enumerate() {
                for (p, &x) in row.iter().enumerate() {
                    assert_eq!(panel[p].get(r), 0.5 * x, "row {r}, number {p}");
                }
            }
            let mut out = vec![7.0; count * width];
            unpack_right_rows::<Portable>(&panel, width, &mut out);
            assert_eq!(out, rows.iter().map(|x| 0.5 * x).collect::<Vec<_>>());
        }
    }

    #[test]
    fn right_columns_keep_their_rows() {
        let rows: Vec<f32> = (0..20).map(|x| x as f32).collect(); // two rows of width 10
        let mut panel = [Row8::default(); 2];
        pack_right_columns(&rows, 10, 0..8, &mut panel);
        let second: Vec<f32> = (0..8).map(|column| panel[1].get(column)).collect();
        assert_eq!(second, rows[10..18]);
        let mut tail = [Row8::default(); 2];
        pack_right_columns(&rows, 10, 8..10, &mut tail);
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
