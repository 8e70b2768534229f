//! Which cells of a tensor `rows at ..` of its second-to-last axis are.

use crate::failure::Failure;
use std::ops::Range;

/// Neighbouring cells that are overwritten together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Where they begin in the tensor.
    pub(crate) to: usize,
    /// Where they are in the data.
    pub(crate) from: Range<usize>,
}

/// The runs in which data `[..., rows, last]` of so many cells overwrites rows `at ..` of a tensor
/// `[..., length, last]`, one for each index of the leading axes. A tensor of one axis is one row.
///
/// # Errors
/// `shape-mismatch` when the data is no whole number of rows for every leading index, `bad-setting`
/// when the rows reach past the end.
pub(crate) fn runs(shape: &[usize], at: usize, cells: usize) -> Result<Vec<Run>, Failure> {
    const OPERATION: &str = "write";
    let (outer, length, width) = match *shape {
        [] => (1, 1, 1),
        [width] => (1, 1, width),
        [ref outer @ .., length, width] => (outer.iter().product(), length, width),
    };
    if cells == 0 {
        return Ok(Vec::new());
    }
    let row = outer * width;
    if row == 0 || !cells.is_multiple_of(row) {
        let message = "the data must be whole rows for every leading index";
        return Err(Failure::mismatch(OPERATION, &[cells], shape, message));
    }
    let rows = cells / row;
    if at.checked_add(rows).is_none_or(|end| end > length) {
        let message = format!("rows from {at} on reach past the end of the tensor");
        return Err(Failure::new("bad-setting", OPERATION, message));
    }
    let run = rows * width;
    Ok((0..outer)
        .map(|index| Run {
            to: (index * length + at) * width,
            from: index * run..(index + 1) * run,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::{Run, runs};

    #[test]
    fn each_leading_index_is_a_run() {
        let run = |to, from| Run { to, from };
        assert_eq!(runs(&[5, 2], 3, 4), Ok(vec![run(6, 0..4)]));
        let both = vec![run(6, 0..4), run(16, 4..8)];
        assert_eq!(runs(&[2, 1, 5, 2], 3, 8), Ok(both));
        assert_eq!(runs(&[2, 5, 2], 5, 0), Ok(Vec::new()));
        assert_eq!(runs(&[5], 0, 5), Ok(vec![run(0, 0..5)]));
        assert_eq!(runs(&[], 0, 1), Ok(vec![run(0, 0..1)]));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (shape, at, cells) in [
            (&[5, 2][..], 4, 4),
            (&[5, 2], usize::MAX, 2),
            (&[5, 2], 0, 3),
            (&[2, 5, 2], 0, 2),
            (&[0, 5, 2], 0, 2),
            (&[5], 0, 4),
            (&[5], 1, 5),
            (&[], 1, 1),
        ] {
            assert!(runs(shape, at, cells).is_err(), "{shape:?} {at} {cells}");
        }
    }
}
