//! What a model has learned of the language, on held-out texts.

use super::{Network, Parameters};
use crate::answers::{Score, agrees, is_likeliest, surprise};
use crate::language::{
    Generator, MinimalPair, Segment, SegmentKind, Split, agreement_pairs, copying, pronoun_pairs,
};
use crate::transformer::{ModelError, Positions};
use headwise_core::Real;
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

/// Texts that are run at once.
const AT_ONCE: usize = 32;

/// The loss on the scored tokens of some segments beside that of the ideal predictor on the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Excess {
    /// Nats per token.
    pub loss: f64,
    /// Nats per token of the ideal predictor.
    pub entropy: f64,
    /// How many tokens were scored.
    pub tokens: usize,
}

impl Excess {
    /// `loss / entropy - 1`.
    pub fn share(&self) -> f64 {
        self.loss / self.entropy - 1.0
    }
}

/// The verdict on a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// Over all segments, in the language's mixture.
    pub all: Excess,
    /// Over segments of sentences.
    pub sentences: Excess,
    /// Over segments of repeated stretches.
    pub stretches: Excess,
    /// Whether the verb agrees rather than disagrees, across 0, 1 and 2 attractors.
    pub agreement: [Score; 3],
    /// Whether a pronoun has its antecedent's gender.
    pub pronouns: Score,
    /// Whether the largest logit in the second of two random stretches is the right token's, for
    /// units of each length.
    pub copying: Vec<(usize, Score)>,
}

/// A trained network with its parameters, to be asked.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a, T> {
    /// What it is.
    pub network: &'a Network,
    /// Its numbers.
    pub parameters: &'a Parameters<T>,
    /// `[layers, heads]`; `None`: all heads as they are.
    pub gates: Option<ArrayView2<'a, T>>,
}

impl<T: Real> Judge<'_, T> {
    /// All questions, from the first `segments` held-out segments; copying of units of 8, 16 and 24
    /// tokens where the texts have room for two.
    ///
    /// # Errors
    /// Those of [`Network::forward`].
    pub fn judge(&self, generator: &Generator, segments: u64) -> Result<Judgement, ModelError> {
        let agreement = |attractors| {
            let mut pairs = agreement_pairs(generator, attractors, segments);
            self.pairs(&mut pairs)
        };
        Ok(Judgement {
            all: self.loss(generator, segments, None)?,
            sentences: self.loss(generator, segments, Some(SegmentKind::Sentences))?,
            stretches: self.loss(generator, segments, Some(SegmentKind::Stretches))?,
            agreement: [agreement(0)?, agreement(1)?, agreement(2)?],
            pronouns: self.pairs(&mut pronoun_pairs(generator, segments))?,
            copying: [8, 16, 24]
                .into_iter()
                .filter(|unit| self.has_room(2 * unit))
                .map(|unit| Ok((unit, self.copying(generator, unit, segments / 8)?)))
                .collect::<Result<_, ModelError>>()?,
        })
    }

    /// The loss on the first `segments` held-out segments, of one kind or of all.
    ///
    /// # Errors
    /// Those of [`Network::forward`].
    pub fn loss(
        &self,
        generator: &Generator,
        segments: u64,
        kind: Option<SegmentKind>,
    ) -> Result<Excess, ModelError> {
        let segments: Vec<Segment> = (0..segments)
            .map(|index| generator.segment(Split::HeldOut, index))
            .filter(|segment| kind.is_none_or(|kind| kind == segment.kind))
            .collect();
        let (mut nats, mut ideal, mut tokens) = (0.0, 0.0, 0);
        let texts: Vec<&[u32]> = segments
            .iter()
            .map(|segment| &segment.tokens[..segment.complete])
            .collect();
        self.run(&texts, |text, place, logits| {
            nats += surprise(logits, texts[text][place + 1]);
        })?;
        for segment in &segments {
            ideal -= segment.log_prob;
            tokens += segment.scored();
        }
        Ok(Excess {
            loss: nats / tokens as f64,
            entropy: ideal / tokens as f64,
            tokens,
        })
    }

    /// In how many pairs the grammatical word has the larger logit.
    ///
    /// # Errors
    /// Those of [`Network::forward`].
    pub fn pairs(&self, pairs: &mut [MinimalPair]) -> Result<Score, ModelError> {
        // Texts of one length are run together.
        pairs.sort_by_key(|pair| pair.prefix.len());
        let texts: Vec<Vec<u32>> = pairs
            .iter()
            .map(|pair| [pair.prefix.as_slice(), &[pair.grammatical]].concat())
            .collect();
        let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        let mut score = Score::default();
        self.run(&texts, |text, place, logits| {
            let pair = &pairs[text];
            if place + 1 == pair.prefix.len() {
                score.count(agrees(logits, pair));
            }
        })?;
        Ok(score)
    }

    /// How many tokens of the second of two random units, but its first, have the largest logit.
    ///
    /// # Errors
    /// Those of [`Network::forward`].
    pub fn copying(
        &self,
        generator: &Generator,
        unit: usize,
        count: u64,
    ) -> Result<Score, ModelError> {
        let probes = copying(generator, u64::from(u32::MAX), unit, count);
        let texts: Vec<&[u32]> = probes.iter().map(|probe| probe.tokens.as_slice()).collect();
        let mut score = Score::default();
        self.run(&texts, |text, place, logits| {
            if place >= probes[text].second {
                score.count(is_likeliest(logits, texts[text][place + 1]));
            }
        })?;
        Ok(score)
    }

    fn has_room(&self, tokens: usize) -> bool {
        match self.network.config().positions {
            Positions::Learned { count } => tokens <= count,
            Positions::Rotary(_) => true,
        }
    }

    /// Calls `see` with the number of a text, a place in it and the logits there, for every place
    /// that has a next token.
    fn run(
        &self,
        texts: &[&[u32]],
        mut see: impl FnMut(usize, usize, ArrayView1<'_, T>),
    ) -> Result<(), ModelError> {
        for (group, texts) in texts.chunks(AT_ONCE).enumerate() {
            let inputs = texts.iter().map(|text| text.len().saturating_sub(1));
            let longest = inputs.max().unwrap_or(0);
            if longest == 0 {
                continue;
            }
            // What follows a text changes nothing before it: attention is causal.
            let padded = Array2::from_shape_fn((texts.len(), longest), |(text, place)| {
                texts[text].get(place).copied().unwrap_or(0)
            });
            let tape = self
                .network
                .forward(self.parameters, padded.view(), self.gates)?;
            for (text, tokens) in texts.iter().enumerate() {
                for place in 0..tokens.len().saturating_sub(1) {
                    let logits = tape.logits();
                    see(
                        group * AT_ONCE + text,
                        place,
                        logits.row(text * longest + place),
                    );
                }
            }
        }
        Ok(())
    }
}
