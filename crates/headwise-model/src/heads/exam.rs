//! Texts with what is to be predicted in them, and how a model does with some heads off.

use crate::answers::{Score, is_likeliest, surprise};
use crate::language::{Copying, Segment};
use crate::transformer::{Model, ModelError, Observe};
use ndarray::{Array2, ArrayView2, Axis};
use std::collections::BTreeMap;

/// Texts that are run at once: enough to fill the matrices, few enough to stay in the cache.
const BATCH: usize = 16;

/// Texts and, for each, the positions at which the next token is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exam {
    batches: Vec<Batch>,
}

#[derive(Clone, Debug, PartialEq)]
struct Batch {
    /// `[texts, n]`.
    tokens: Array2<u32>,
    /// For each text the positions whose token is predicted from the one before.
    asked: Vec<std::ops::Range<usize>>,
}

/// How a model did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grade {
    /// The mean of `-ln p` of the right tokens.
    pub nats_per_token: f64,
    /// How many tokens were predicted, and how many of them had the largest logit.
    pub score: Score,
}

impl Exam {
    /// Every token of the segments that belongs to a whole sentence or a known stretch, but the first:
    /// those whose probability the generator knows.
    pub fn of_segments(segments: &[Segment]) -> Self {
        let texts = segments.iter();
        Self::new(texts.map(|segment| (&segment.tokens[..], 1..segment.complete)))
    }

    /// The second copy of each unit but its first token: what can be known by copying alone.
    pub fn of_copies(repeats: &[Copying]) -> Self {
        let texts = repeats.iter();
        Self::new(texts.map(|repeat| {
            let asked = repeat.second + 1..repeat.tokens.len();
            (&repeat.tokens[..], asked)
        }))
    }

    /// Texts of any lengths with the positions to be predicted, each at least 1.
    fn new<'a>(texts: impl Iterator<Item = (&'a [u32], std::ops::Range<usize>)>) -> Self {
        let mut by_length: BTreeMap<usize, Vec<_>> = BTreeMap::new();
        for text in texts.filter(|(_, asked)| !asked.is_empty()) {
            by_length.entry(text.0.len()).or_default().push(text);
        }
        let batch = |texts: &[(&[u32], std::ops::Range<usize>)]| Batch {
            tokens: Array2::from_shape_fn((texts.len(), texts[0].0.len()), |(b, i)| texts[b].0[i]),
            asked: texts.iter().map(|(_, asked)| asked.clone()).collect(),
        };
        let of_one_length = by_length.values();
        Self {
            batches: of_one_length
                .flat_map(|texts| texts.chunks(BATCH).map(batch))
                .collect(),
        }
    }

    /// How the model does with the output of each head multiplied by its gate, `[layers, heads]`.
    ///
    /// # Errors
    /// Those of [`Model::forward_gated`]; [`ModelError::Input`] when nothing is asked.
    pub fn grade(&self, model: &Model, gates: ArrayView2<'_, f32>) -> Result<Grade, ModelError> {
        let (mut nats, mut score) = (0.0, Score::default());
        for Batch {
            tokens: texts,
            asked,
        } in &self.batches
        {
            let mut cache = model.cache(texts.nrows());
            let run = model.forward_gated(texts.view(), &mut cache, Observe::default(), gates)?;
            let each = run.logits.axis_iter(Axis(0)).zip(texts.rows()).zip(asked);
            for ((logits, text), asked) in each {
                for at in asked.clone() {
                    nats += surprise(logits.row(at - 1), text[at]);
                    score.count(is_likeliest(logits.row(at - 1), text[at]));
                }
            }
        }
        if score.of == 0 {
            return Err(ModelError::Input("no token is asked for".to_owned()));
        }
        Ok(Grade {
            nats_per_token: nats / score.of as f64,
            score,
        })
    }

    /// The texts one by one, `[1, n]`, with the target of each position: the next token where it is
    /// asked for.
    pub fn texts(&self) -> impl Iterator<Item = (ArrayView2<'_, u32>, Vec<Option<u32>>)> {
        self.batches.iter().flat_map(|Batch { tokens, asked }| {
            let rows = tokens.axis_chunks_iter(Axis(0), 1);
            rows.zip(asked).map(|(text, asked)| {
                let next = |i: usize| asked.contains(&(i + 1)).then(|| text[[0, i + 1]]);
                let targets = (0..text.ncols()).map(next).collect();
                (text, targets)
            })
        })
    }
}
