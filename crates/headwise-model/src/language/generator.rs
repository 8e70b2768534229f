//! Segments: what a model is trained and judged on.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::chance::{Chance, Choose, Sampler, Split};
use super::derivation::{Derivation, Relation};
use super::lexicon::Lexicon;
use super::stretch;
use super::vocabulary::{BEGIN_WORD, TokenId, Vocabulary};

/// What repeated stretches look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretches {
    /// How many segments of a hundred are made of stretches.
    pub percent: u32,
    /// The shortest unit, in tokens.
    pub shortest: usize,
    /// The longest unit, in tokens.
    pub longest: usize,
    /// How often a unit is written.
    pub copies: usize,
}

impl Default for Stretches {
    fn default() -> Self {
        Self {
            percent: 45,
            shortest: 6,
            longest: 20,
            copies: 3,
        }
    }
}

/// Sizes that make no segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LanguageError(&'static str);

impl fmt::Display for LanguageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for LanguageError {}

/// What a segment is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// Sentences about one cast.
    Sentences,
    /// Repeated stretches of random tokens.
    Stretches,
}

/// A window of tokens with what is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// What it is made of.
    pub kind: SegmentKind,
    /// `<begin>`, then sentences or stretches, cut at the segment's length.
    pub tokens: Vec<TokenId>,
    /// How many of the tokens, from the first, belong to whole sentences (or to stretches whose
    /// unit is whole and known): the rest was cut, so the probability of what is seen of it is a
    /// sum over what is not.
    pub complete: usize,
    /// ln P(tokens[1..complete] | `<begin>`) of the derivation, in nats.
    pub log_prob: f64,
    /// The gold relations between tokens, by their later token.
    pub relations: Vec<Relation>,
}

impl Segment {
    /// Over how many predicted tokens [`log_prob`](Self::log_prob) is summed: 1 to complete - 1.
    pub fn scored(&self) -> usize {
        self.complete - 1
    }
}

/// Draws segments of a fixed length.
#[derive(Clone, Debug)]
pub struct Generator {
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    seed: u64,
    length: usize,
    stretches: Stretches,
}

impl Generator {
    /// A generator of segments of `length` tokens.
    ///
    /// # Errors
    /// If a segment has no room for its first token, or no stretch is possible.
    pub fn new(
        lexicon: Lexicon,
        seed: u64,
        length: usize,
        stretches: Stretches,
    ) -> Result<Self, LanguageError> {
        let vocabulary = Vocabulary::new(&lexicon);
        let refuse = |reason| Err(LanguageError(reason));
        if length < 2 {
            return refuse("a segment has a token behind <begin>: length at least 2");
        }
        if stretches.percent > 100 {
            return refuse("the share of stretches is at most 100 percent");
        }
        if stretches.shortest == 0 || stretches.shortest > stretches.longest {
            return refuse("a stretch has 1 token or more, and the shortest is not the longer one");
        }
        if stretches.longest > stretch::pool(vocabulary.len()).len() {
            return refuse("a stretch repeats no token: it is no longer than the vocabulary");
        }
        if stretches.copies < 2 {
            return refuse("a stretch is repeated: 2 copies or more");
        }
        Ok(Self {
            lexicon,
            vocabulary,
            seed,
            length,
            stretches,
        })
    }

    /// The words and their numbers.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The words and their features.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// What its stretches look like.
    pub fn stretches(&self) -> &Stretches {
        &self.stretches
    }

    /// Segment `index` of a split: a function of its arguments and the generator's alone.
    pub fn segment(&self, split: Split, index: u64) -> Segment {
        let mut sampler = Sampler::new(Chance::new(self.seed, split, index));
        let percent = self.stretches.percent;
        match sampler.choose(&[100 - percent, percent]) {
            0 => self.sentences(&mut sampler),
            _ => self.repeated(&mut sampler),
        }
    }

    fn sentences(&self, sampler: &mut Sampler) -> Segment {
        let mut derivation = Derivation::new(&self.lexicon, sampler, BEGIN_WORD);
        let (mut complete, mut log_prob) = (1, 0.0);
        while derivation.words().len() < self.length {
            derivation.sentence();
            if derivation.words().len() <= self.length {
                complete = derivation.words().len();
                log_prob = derivation.chooser().log_prob();
            }
        }
        let id = |word: &&str| self.vocabulary.id(word).expect("a word of the lexicon");
        let mut relations = derivation.relations().to_vec();
        relations.retain(|relation| relation.from < self.length);
        relations.sort_by_key(|relation| (relation.from, relation.to));
        Segment {
            kind: SegmentKind::Sentences,
            tokens: derivation
                .words()
                .iter()
                .take(self.length)
                .map(id)
                .collect(),
            complete,
            log_prob,
            relations,
        }
    }

    fn repeated(&self, sampler: &mut Sampler) -> Segment {
        let (vocabulary, mut log_prob) = (self.vocabulary.len(), 0.0);
        let scored = |sampler: &Sampler| log_prob = sampler.log_prob();
        let row = stretch::fill(&self.stretches, vocabulary, self.length, sampler, scored);
        Segment {
            kind: SegmentKind::Stretches,
            tokens: row.tokens,
            complete: row.complete,
            log_prob,
            relations: row.relations,
        }
    }
}
