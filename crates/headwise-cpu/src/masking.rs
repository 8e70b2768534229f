//! What happens to scores between the product and the softmax, and which tiles need none of it.

use std::ops::{ControlFlow, Range};

use headwise_core::{Columns, Scoring};

use crate::pack::Row8;

/// One query of one head.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// `[batch, head, query]`.
    at: [usize; 3],
    /// What it sees before the mask's data is asked.
    columns: Columns,
}

impl Row {
    pub(crate) fn new(scoring: &Scoring<'_, f32>, at: [usize; 3]) -> Self {
        let columns = scoring.columns(at[0], at[2]);
        Self { at, columns }
    }

    /// The least range of keys that holds all those of `keys` that the row may see.
    fn hull(&self, keys: &Range<usize>) -> Range<usize> {
        let Columns { sinks, window } = &self.columns;
        let start = if keys.start < *sinks {
            keys.start
        } else {
            keys.start.max(window.start)
        };
        start..keys.end.min(window.end)
    }
}

/// The least range that holds every key of `keys` that any of the rows may see; empty where none
/// does.
pub(crate) fn hull(scoring: &Scoring<'_, f32>, rows: &[Row], keys: &Range<usize>) -> Range<usize> {
    let seen = rows.iter().filter(|row| row.columns.overlaps(keys));
    let whole = seen
        .map(|row| row.hull(keys))
        .reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
        .unwrap_or(keys.start..keys.start);
    // The mask's data is read only where the cheap rules leave the question open.
    if scoring.has_mask() && !rows.iter().any(|row| sees_any(scoring, row, &whole)) {
        return keys.start..keys.start;
    }
    whole
}

/// The scores of one row with neighbouring keys, wherever they lie.
pub(crate) trait RowScores {
    /// How many.
    fn len(&self) -> usize;

    /// That with key number `at`.
    fn at(&mut self, at: usize) -> &mut f32;
}

/// One behind the other.
impl RowScores for &mut [f32] {
    fn len(&self) -> usize {
        <[f32]>::len(self)
    }

    #[inline(always)]
    fn at(&mut self, at: usize) -> &mut f32 {
        &mut self[at]
    }
}

/// In one lane of a strip.
pub(crate) struct Lane<'s> {
    pub(crate) strip: &'s mut [Row8],
    pub(crate) lane: usize,
}

impl RowScores for Lane<'_> {
    fn len(&self) -> usize {
        self.strip.len()
    }

    #[inline(always)]
    fn at(&mut self, at: usize) -> &mut f32 {
        self.strip[at].at(self.lane)
    }
}

/// Applies the mask to the scores of `row` with the keys from `first` on: adds its data, and writes
/// minus infinity where the key is hidden, whatever its score was.
pub(crate) fn apply(
    scoring: &Scoring<'_, f32>,
    row: &Row,
    first: usize,
    mut scores: impl RowScores,
) {
    let keys = first..first + scores.len();
    if scoring.has_mask() {
        let _ = scoring.biases(row.at, keys.clone(), |j, bias| {
            let score = scores.at(j - first);
            // By branch, not by sum: NaN + -inf is NaN, and a hidden key must stay hidden.
            *score = if bias == f32::NEG_INFINITY {
                bias
            } else {
                *score + bias
            };
            ControlFlow::<()>::Continue(())
        });
    }
    let Columns { sinks, window } = &row.columns;
    let cut = |key: usize| key.saturating_sub(first).min(keys.len());
    for hidden in [cut(*sinks)..cut(window.start), cut(window.end)..keys.len()] {
        for at in hidden {
            *scores.at(at) = f32::NEG_INFINITY;
        }
    }
}

fn sees_any(scoring: &Scoring<'_, f32>, row: &Row, keys: &Range<usize>) -> bool {
    let visible = |j, bias: f32| {
        if row.columns.contains(j) && bias != f32::NEG_INFINITY {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    scoring.biases(row.at, keys.clone(), visible).is_break()
}
