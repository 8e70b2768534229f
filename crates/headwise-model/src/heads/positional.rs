//! Where a head looks whatever the words are: offsets, the first token, and how widely.

use super::average::Average;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// The next token, which a causal head never sees.
const NEAREST: isize = -1;
/// The farthest offset that is scored on its own.
const FARTHEST: isize = 8;

/// Averages over the rows of attention weights, one row a query.
///
/// The first query is left out: in a causal model it has nothing to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Positional {
    /// The weight on the key at a fixed offset, from the next token to 8 tokens back.
    pub offsets: Vec<OffsetScore>,
    /// The weight on the first token of the text: an attention sink where it is large (Xiao et al.
    /// 2023).
    pub first: f64,
    /// The entropy of a row, in nats.
    pub entropy: f64,
    /// The same as a share of what equal weights on all visible keys would have, 0 to 1.
    pub relative_entropy: f64,
    /// How far away the keys are, in tokens, by their weights.
    pub distance: f64,
}

/// What a head gives to the key at one offset.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OffsetScore {
    /// Tokens from the key to the query: 0 the query's own, 1 the previous token, -1 the next one.
    pub offset: i32,
    /// The mean weight. Rows where that key is the first token don't count, so that a sink is not
    /// taken for an offset.
    pub weight: f64,
}

impl Positional {
    /// The weight at an offset, 0 for one that is not scored.
    pub fn at(&self, offset: i32) -> f64 {
        let score = self.offsets.iter().find(|score| score.offset == offset);
        score.map_or(0.0, |score| score.weight)
    }
}

/// Adds up rows.
#[derive(Clone, Debug)]
pub(super) struct PositionalTally {
    offsets: Vec<(isize, Average)>,
    first: Average,
    entropy: Average,
    relative_entropy: Average,
    distance: Average,
}

impl Default for PositionalTally {
    fn default() -> Self {
        let none = Average::default();
        Self {
            offsets: (NEAREST..=FARTHEST).map(|offset| (offset, none)).collect(),
            first: none,
            entropy: none,
            relative_entropy: none,
            distance: none,
        }
    }
}

impl PositionalTally {
    /// Takes in the weights `[n, n]` of one head on one text.
    pub(super) fn add(&mut self, weights: ArrayView2<'_, f32>) {
        for (i, row) in weights.rows().into_iter().enumerate().skip(1) {
            for (offset, average) in &mut self.offsets {
                let key = i.checked_add_signed(-*offset).filter(|&key| key > 0);
                if let Some(&weight) = key.and_then(|key| row.get(key)) {
                    average.add(f64::from(weight));
                }
            }
            self.first.add(f64::from(row[0]));
            let weighed = row.iter().map(|&weight| f64::from(weight)).enumerate();
            let seen = weighed.filter(|(_, weight)| *weight > 0.0);
            let (mut entropy, mut distance) = (0.0, 0.0);
            for (j, weight) in seen {
                entropy -= weight * weight.ln();
                distance += weight * i.abs_diff(j) as f64;
            }
            self.entropy.add(entropy);
            // A causal row sees i + 1 keys; one that looks ahead sees them all.
            let ahead = row.iter().skip(i + 1).any(|&weight| weight > 0.0);
            let visible = if ahead { row.len() } else { i + 1 };
            self.relative_entropy.add(entropy / (visible as f64).ln());
            self.distance.add(distance);
        }
    }

    pub(super) fn scores(&self) -> Positional {
        let counted = self
            .offsets
            .iter()
            .filter(|(_, average)| average.count() > 0);
        Positional {
            offsets: counted
                .map(|(offset, average)| OffsetScore {
                    offset: *offset as i32,
                    weight: average.mean(),
                })
                .collect(),
            first: self.first.mean(),
            entropy: self.entropy.mean(),
            relative_entropy: self.relative_entropy.mean(),
            distance: self.distance.mean(),
        }
    }
}

/// The scores of one head from its weights `[n, n]` on some texts of two tokens or more.
pub fn positional<'a>(texts: impl IntoIterator<Item = ArrayView2<'a, f32>>) -> Positional {
    let mut tally = PositionalTally::default();
    texts.into_iter().for_each(|weights| tally.add(weights));
    tally.scores()
}
