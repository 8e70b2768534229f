//! Every head's scores on held-out texts.

use super::direct::{CopyTally, DirectPath};
use super::induction::{MatchTally, Repetition};
use super::positional::{Positional, PositionalTally};
use super::relations::{Baseline, RelationScore, RelationTally, gold_queries, largest};
use crate::language::{Copying, Segment, SegmentKind};
use crate::transformer::{Config, KvCache, Model, ModelError, Observe, Weights};
use ndarray::{Array4, ArrayView2, ArrayView4, Axis};

/// What one head does.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadScores {
    /// Its layer, from 0.
    pub layer: usize,
    /// Its place in the layer, from 0.
    pub head: usize,
    /// On sentences: where it looks whatever the words are.
    pub positional: Positional,
    /// On repeated random tokens: how it follows repeats.
    pub repetition: Repetition,
    /// On all segments: how it follows the gold relations, by kind.
    pub relations: Vec<RelationScore>,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    positional: PositionalTally,
    relations: RelationTally,
    matching: MatchTally,
    copying: CopyTally,
}

/// Scores all heads, in the order of layers. Positions are scored on the segments made of sentences,
/// relations on all segments, repeats on `repeats`. `weights` are those of the model.
///
/// # Errors
/// Those of [`Model::forward`].
pub fn observe_heads(
    model: &Model,
    weights: &Weights,
    segments: &[Segment],
    repeats: &[Copying],
) -> Result<Vec<HeadScores>, ModelError> {
    let config = model.config();
    let mut tallies = vec![Tally::default(); config.layers * config.heads];
    let mut baseline = Baseline::default();
    for segment in segments {
        let (attention, _) = run(model, &segment.tokens)?;
        let queries = gold_queries(&segment.relations);
        baseline.add(&queries);
        for (tally, (_, weights)) in tallies.iter_mut().zip(by_head(&attention)) {
            tally.relations.add(weights, &queries);
            if segment.kind == SegmentKind::Sentences {
                tally.positional.add(weights);
            }
        }
    }
    let path = DirectPath::new(config, weights);
    for repeat in repeats {
        let (attention, cache) = run(model, &repeat.tokens)?;
        for (tally, (place, weights)) in tallies.iter_mut().zip(by_head(&attention)) {
            tally.matching.add(weights, &repeat.tokens);
            copy(&mut tally.copying, &path, place, weights, &cache, repeat);
        }
    }
    let scored = tallies.iter().enumerate();
    Ok(scored
        .map(|(place, tally)| tally.scores(place, config, &baseline))
        .collect())
}

impl Tally {
    fn scores(&self, place: usize, config: &Config, baseline: &Baseline) -> HeadScores {
        HeadScores {
            layer: place / config.heads,
            head: place % config.heads,
            positional: self.positional.scores(),
            repetition: Repetition {
                prefix_matching: self.matching.prefix_matching(),
                duplicate: self.matching.duplicate(),
                copying: self.copying.copying(),
                copied: self.copying.copied(),
            },
            relations: self.relations.scores(baseline),
        }
    }
}

/// The attention weights of a text, for each layer `[1, heads, n, n]`, and its keys and values.
fn run(model: &Model, tokens: &[u32]) -> Result<(Vec<Array4<f32>>, KvCache), ModelError> {
    let tokens = ArrayView2::from_shape((1, tokens.len()), tokens).expect("a slice is one row");
    let mut cache = model.cache(1);
    let observe = Observe {
        attention: true,
        ..Observe::default()
    };
    let attention = model.forward(tokens, &mut cache, observe)?.attention;
    Ok((attention, cache))
}

/// The weights `[n, n]` of each head with its layer and its place there.
fn by_head(
    attention: &[Array4<f32>],
) -> impl Iterator<Item = ((usize, usize), ArrayView2<'_, f32>)> {
    attention.iter().enumerate().flat_map(|(layer, weights)| {
        let text: ArrayView4<'_, f32> = weights.view();
        let heads = text.index_axis_move(Axis(0), 0);
        (0..heads.len_of(Axis(0)))
            .map(move |head| ((layer, head), heads.index_axis_move(Axis(0), head)))
    })
}

/// How the head's logits rank what it looks at, in the second copy of a unit.
fn copy(
    tally: &mut CopyTally,
    path: &DirectPath<'_>,
    (layer, head): (usize, usize),
    attention: ArrayView2<'_, f32>,
    cache: &KvCache,
    repeat: &Copying,
) {
    let (_, cached) = cache.layer(layer);
    let logits = path.logits(layer, head, attention, path.values(&cached, head));
    let rows = logits.rows().into_iter().zip(attention.rows());
    for (logits, row) in rows.skip(repeat.second) {
        tally.add(logits, repeat.tokens[largest(row)]);
    }
}
