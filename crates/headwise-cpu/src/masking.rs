//! What happens to scores between the product and the softmax, and which tiles need none of it.

use std::ops::Range;

use headwise_core::{Columns, Scoring};

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

/// Turns scaled dot products of `row` with the keys from `first` on into scores: softcap, mask, and
/// minus infinity where the key is hidden, whatever its score was.
pub(crate) fn apply(
    scoring: &Scoring<'_, f32>,
    capped: bool,
    row: &Row,
    first: usize,
    scores: &mut [f32],
) {
    if capped {
        for score in scores.iter_mut() {
            *score = scoring.cap(*score);
        }
    }
    if scoring.has_mask() {
        for (j, score) in (first..).zip(scores.iter_mut()) {
            if row.columns.contains(j) {
                let bias = bias(scoring, row, j);
                // By branch, not by sum: NaN + -inf is NaN, and a hidden key must stay hidden.
                *score = if bias == f32::NEG_INFINITY {
                    bias
                } else {
                    *score + bias
                };
            }
        }
    }
    let Columns { sinks, window } = &row.columns;
    let cut = |key: usize| key.saturating_sub(first).min(scores.len());
    let [before, after] = [
        cut(*sinks)..cut(window.start),
        cut(window.end)..scores.len(),
    ];
    for hidden in [before, after] {
        if !hidden.is_empty() {
            scores[hidden].fill(f32::NEG_INFINITY);
        }
    }
}

fn sees_any(scoring: &Scoring<'_, f32>, row: &Row, keys: &Range<usize>) -> bool {
    keys.clone()
        .any(|j| row.columns.contains(j) && bias(scoring, row, j) != f32::NEG_INFINITY)
}

fn bias(scoring: &Scoring<'_, f32>, row: &Row, j: usize) -> f32 {
    let [b, h, i] = row.at;
    scoring.bias([b, h, i, j])
}
