//! Whether a head looks along the gold relations of the grammar.

use super::average::Average;
use crate::language::{Relation, RelationKind};
use ndarray::{ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which query is asked for a relation from a later token to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Asked {
    /// The later token itself.
    Token,
    /// The token before it, from which a decoder predicts it.
    Before,
}

/// How often a head's largest weight falls on the right token.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RelationScore {
    /// The relation.
    pub kind: RelationKind,
    /// Whose row is looked at.
    pub asked: Asked,
    /// Rows that have such a relation.
    pub queries: u64,
    /// The share of them whose largest weight is on the right token, or on one of several.
    pub hits: f64,
    /// The mean weight on the right tokens together.
    pub weight: f64,
    /// The share that the best fixed offset gets right: what a head could score without knowing any
    /// word.
    pub baseline: f64,
    /// That offset, in tokens from the key to the query.
    pub baseline_offset: usize,
}

impl RelationScore {
    /// Hits beyond the baseline.
    pub fn excess(&self) -> f64 {
        self.hits - self.baseline
    }
}

/// A row of attention and the keys that are right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GoldQuery {
    /// The relation.
    pub kind: RelationKind,
    /// Whether the row is the later token's or that of the token before.
    pub asked: Asked,
    /// The query's position.
    pub row: usize,
    /// The positions that are right, at most `row`.
    pub keys: Vec<usize>,
}

/// The rows to ask for the relations of one text; relations from one token of one kind are one row.
pub fn gold_queries(relations: &[Relation]) -> Vec<GoldQuery> {
    let mut rows: BTreeMap<(RelationKind, Asked, usize), Vec<usize>> = BTreeMap::new();
    for &Relation { kind, from, to } in relations {
        for (asked, row) in [(Asked::Token, from), (Asked::Before, from - 1)] {
            rows.entry((kind, asked, row)).or_default().push(to);
        }
    }
    let rows = rows.into_iter();
    rows.map(|((kind, asked, row), keys)| GoldQuery {
        kind,
        asked,
        row,
        keys,
    })
    .collect()
}

/// How often each fixed offset is right.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    right: BTreeMap<(RelationKind, Asked), BTreeMap<usize, u64>>,
}

impl Baseline {
    pub(super) fn add(&mut self, queries: &[GoldQuery]) {
        for GoldQuery {
            kind,
            asked,
            row,
            keys,
        } in queries
        {
            let right = self.right.entry((*kind, *asked)).or_default();
            for key in keys {
                *right.entry(row - key).or_default() += 1;
            }
        }
    }

    /// The offset that is right most often, the nearest of equals, and how often it is.
    fn best(&self, of: (RelationKind, Asked)) -> (usize, u64) {
        let right = self.right.get(&of).into_iter().flatten();
        let best = right.max_by(|(near, one), (far, other)| one.cmp(other).then(far.cmp(near)));
        best.map_or((0, 0), |(offset, count)| (*offset, *count))
    }
}

/// Adds up the hits of one head.
#[derive(Clone, Debug, Default)]
pub(super) struct RelationTally {
    of: BTreeMap<(RelationKind, Asked), (Average, Average)>,
}

impl RelationTally {
    /// Takes in the weights `[n, n]` on one text and its gold rows.
    pub(super) fn add(&mut self, weights: ArrayView2<'_, f32>, queries: &[GoldQuery]) {
        for query in queries {
            let row = weights.row(query.row);
            let hit = query.keys.contains(&largest(row));
            let weight: f32 = query.keys.iter().map(|&key| row[key]).sum();
            let (hits, weights) = self.of.entry((query.kind, query.asked)).or_default();
            hits.add(if hit { 1.0 } else { 0.0 });
            weights.add(f64::from(weight));
        }
    }

    pub(super) fn scores(&self, baseline: &Baseline) -> Vec<RelationScore> {
        let scored = self.of.iter();
        scored
            .map(|(&(kind, asked), (hits, weight))| {
                let (offset, right) = baseline.best((kind, asked));
                RelationScore {
                    kind,
                    asked,
                    queries: hits.count(),
                    hits: hits.mean(),
                    weight: weight.mean(),
                    baseline: right as f64 / hits.count() as f64,
                    baseline_offset: offset,
                }
            })
            .collect()
    }
}

/// The scores of one head from its weights `[n, n]` on texts and their gold relations.
pub fn relation_scores<'a>(
    texts: impl IntoIterator<Item = (ArrayView2<'a, f32>, &'a [Relation])>,
) -> Vec<RelationScore> {
    let (mut tally, mut baseline) = (RelationTally::default(), Baseline::default());
    for (weights, relations) in texts {
        let queries = gold_queries(relations);
        baseline.add(&queries);
        tally.add(weights, &queries);
    }
    tally.scores(&baseline)
}

/// The key with the largest weight, the first of equals.
pub(super) fn largest(row: ArrayView1<'_, f32>) -> usize {
    let weighed = row.iter().enumerate();
    let best = weighed.fold((0, f32::NEG_INFINITY), |best, (key, &weight)| {
        if weight > best.1 { (key, weight) } else { best }
    });
    best.0
}
