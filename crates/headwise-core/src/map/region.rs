//! What is looked at: a rectangle of cells, in blocks.

use std::ops::Range;

use super::OPERATION;
use crate::{AttentionError, ErrorCode};

/// Some rows and keys of a map, divided into blocks of so many rows by so many keys, and how many of
/// the rows are read.
///
/// Blocks begin at the region's first cell; those at its end may be smaller. With a `step` above 1 only
/// the middle row of every `step` rows is read, so that a block is a sample: one row in `step`, each with
/// all of the block's keys.
///
/// ```
/// use headwise_core::map::Region;
///
/// // Ten rows and six keys of a map of 100 by 100, in blocks of 4 by 2, every second row read.
/// let region = Region::new([100, 100], 20..30, 40..46, [4, 2], 2)?;
/// assert_eq!(region.shape(), [3, 3]);
/// assert_eq!(region.sampled().collect::<Vec<_>>(), [21, 23, 25, 27, 29]);
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    rows: Range<usize>,
    keys: Range<usize>,
    block: [usize; 2],
    step: usize,
}

impl Region {
    /// A region of a map of `[rows, keys]` cells.
    ///
    /// # Errors
    /// `bad-setting` when it reaches beyond the map or holds no cell, when a block has no cell, or when
    /// the step is 0 or does not divide the rows of a block.
    pub fn new(
        map: [usize; 2],
        rows: Range<usize>,
        keys: Range<usize>,
        block: [usize; 2],
        step: usize,
    ) -> Result<Self, AttentionError> {
        let refuse = |left: [usize; 2], right: [usize; 2], message| {
            let code = ErrorCode::BadSetting;
            Err(AttentionError::new(code, OPERATION, &left, &right, message))
        };
        if rows.end > map[0] || keys.end > map[1] {
            let message = "the region reaches beyond the map";
            return refuse([rows.end, keys.end], map, message);
        }
        if rows.is_empty() || keys.is_empty() {
            return refuse([rows.start, keys.start], map, "the region holds no cell");
        }
        if block.contains(&0) {
            return refuse(block, map, "a block must have at least one cell");
        }
        if step == 0 || !block[0].is_multiple_of(step) {
            let message = "the step must divide the rows of a block";
            return refuse([step, step], block, message);
        }
        Ok(Self {
            rows,
            keys,
            block,
            step,
        })
    }

    /// The rows that it covers.
    pub fn rows(&self) -> &Range<usize> {
        &self.rows
    }

    /// The keys that it covers.
    pub fn keys(&self) -> &Range<usize> {
        &self.keys
    }

    /// Rows and keys of a block.
    pub fn block(&self) -> [usize; 2] {
        self.block
    }

    /// Blocks down and across.
    pub fn shape(&self) -> [usize; 2] {
        [
            self.rows.len().div_ceil(self.block[0]),
            self.keys.len().div_ceil(self.block[1]),
        ]
    }

    /// The rows that are read, in order: of every `step` rows the middle one, of fewer at the end the
    /// middle one or the last.
    pub fn sampled(&self) -> impl ExactSizeIterator<Item = usize> + use<> {
        let (last, middle) = (self.rows.end - 1, self.step / 2);
        let runs = self.rows.clone().step_by(self.step);
        runs.map(move |start| (start + middle).min(last))
    }

    /// Cells of block `[down, across]` that are read.
    pub fn read(&self, [down, across]: [usize; 2]) -> usize {
        let extent = |range: &Range<usize>, size: usize, at: usize| {
            let start = range.start + at * size;
            start..range.end.min(start + size)
        };
        let rows = extent(&self.rows, self.block[0], down).len();
        rows.div_ceil(self.step) * extent(&self.keys, self.block[1], across).len()
    }
}
