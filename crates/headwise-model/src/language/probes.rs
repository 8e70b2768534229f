//! What a trained model is asked, from held-out segments: which of two words comes next, and does
//! a repeat go on.
//!
//! A minimal pair is a prefix with two continuations, one of which the grammar rules out (Linzen,
//! Dupoux and Goldberg 2016, for agreement across attractors).

use super::chance::{Chance, Sampler, Split};
use super::derivation::Relation;
use super::discourse::{PERSONS, Person};
use super::generator::{Generator, Segment, SegmentKind, Stretches};
use super::grammar::RelationKind;
use super::lexicon::{Gender, Lexicon, Noun, Number};
use super::stretch;
use super::vocabulary::TokenId;

/// A prefix and two words, of which only one may follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinimalPair {
    /// `<begin>` and what follows it, up to the word in question: predict from the last token.
    pub prefix: Vec<TokenId>,
    /// The word that agrees.
    pub grammatical: TokenId,
    /// The same word with another number or gender.
    pub ungrammatical: TokenId,
    /// The token that it agrees with, a position in the prefix.
    pub governor: usize,
    /// How many nouns between the two have the other number, all of them (agreement pairs), or
    /// could be mistaken for the antecedent (pronouns: 0).
    pub attractors: usize,
}

/// A random stretch written twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copying {
    /// `<begin>`, the unit, and the unit again.
    pub tokens: Vec<TokenId>,
    /// Where the second copy begins. Its first token can't be known; the next ones can.
    pub second: usize,
}

/// Subject-verb agreement across exactly `attractors` nouns, each of the other number: all such
/// places in the first `segments` held-out segments, so they follow the grammar's distribution.
pub fn agreement_pairs(
    generator: &Generator,
    attractors: usize,
    segments: u64,
) -> Vec<MinimalPair> {
    held_out_sentences(generator, segments)
        .flat_map(|segment| {
            let verbs = segment.relations.iter();
            let verbs = verbs.filter(|relation| relation.kind == RelationKind::VerbSubject);
            let pairs = verbs.filter_map(|verb| agreement_pair(generator, &segment, verb));
            pairs
                .filter(|pair| pair.attractors == attractors)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn agreement_pair(
    generator: &Generator,
    segment: &Segment,
    relation: &Relation,
) -> Option<MinimalPair> {
    let vocabulary = generator.vocabulary();
    let word = |at: usize| vocabulary.word(segment.tokens[at]);
    let verb = word(relation.from)?;
    let entry = generator.lexicon().verbs.iter();
    let entry = entry
        .filter(|entry| entry.singular != entry.plural)
        .find(|entry| [entry.singular, entry.plural].contains(&verb))?;
    let (number, other) = if verb == entry.singular {
        (Number::Singular, entry.plural)
    } else {
        (Number::Plural, entry.singular)
    };
    // A pair's second part stands between the first and the verb, but is no attractor.
    let starts_pair = |r: &Relation| r.kind == RelationKind::Conjunct && r.to == relation.to;
    if segment.relations.iter().any(starts_pair) {
        return None;
    }
    let between = (relation.to + 1..relation.from).filter_map(word);
    let nouns: Vec<Number> = between
        .filter_map(|word| noun(generator.lexicon(), word).map(|(_, number)| number))
        .collect();
    nouns.iter().all(|of| *of != number).then(|| MinimalPair {
        prefix: segment.tokens[..relation.from].to_vec(),
        grammatical: segment.tokens[relation.from],
        ungrammatical: vocabulary.id(other).expect("a form of a known verb"),
        governor: relation.to,
        attractors: nouns.len(),
    })
}

/// `he` or `she`, `his` or `her`, `himself` or `herself`, where nobody of the other gender has
/// been mentioned in the segment at all; among the first `segments` held-out segments.
pub fn pronoun_pairs(generator: &Generator, segments: u64) -> Vec<MinimalPair> {
    held_out_sentences(generator, segments)
        .flat_map(|segment| {
            let pronouns = segment.relations.iter();
            let pronouns = pronouns.filter(|r| r.kind == RelationKind::PronounAntecedent);
            let pairs = pronouns.filter_map(|pronoun| pronoun_pair(generator, &segment, pronoun));
            pairs.collect::<Vec<_>>()
        })
        .collect()
}

fn pronoun_pair(
    generator: &Generator,
    segment: &Segment,
    relation: &Relation,
) -> Option<MinimalPair> {
    // Where the sentence is cut behind `her`, nothing shows which form it is.
    if relation.from >= segment.complete {
        return None;
    }
    let vocabulary = generator.vocabulary();
    let pronoun = vocabulary.word(segment.tokens[relation.from])?;
    let person = PERSONS
        .into_iter()
        .find(|person| person.forms().contains(&pronoun))?;
    let (other, other_gender) = match person {
        Person::He => (Person::She, Gender::Female),
        Person::She => (Person::He, Gender::Male),
        Person::It | Person::They => return None,
    };
    let form = match person.forms().iter().position(|form| *form == pronoun)? {
        // `her` is object or possessive: a possessive is the determiner of a noun.
        1 if is_determiner(segment, relation.from) => 2,
        form => form,
    };
    let prefix = segment.tokens[..relation.from].to_vec();
    let mentioned = prefix.iter().filter_map(|id| vocabulary.word(*id));
    let rivals = mentioned.filter(|word| gender(generator.lexicon(), word) == Some(other_gender));
    (rivals.count() == 0).then(|| MinimalPair {
        prefix,
        grammatical: segment.tokens[relation.from],
        ungrammatical: vocabulary.id(other.forms()[form]).expect("a pronoun"),
        governor: relation.to,
        attractors: 0,
    })
}

fn is_determiner(segment: &Segment, token: usize) -> bool {
    let mut relations = segment.relations.iter();
    relations.any(|r| r.kind == RelationKind::DeterminerNoun && r.to == token)
}

/// The gender of a person's noun, in either number, or of a name.
fn gender(lexicon: &Lexicon, word: &str) -> Option<Gender> {
    let name = lexicon.names.iter().find(|name| name.word == word);
    name.map(|name| name.gender)
        .or_else(|| noun(lexicon, word).map(|(noun, _)| noun.gender))
}

/// The noun of a spelling, and its number.
fn noun<'a>(lexicon: &'a Lexicon, word: &str) -> Option<(&'a Noun, Number)> {
    lexicon.nouns.iter().find_map(|noun| {
        [Number::Singular, Number::Plural]
            .into_iter()
            .find(|number| noun.form(*number) == word)
            .map(|number| (noun, number))
    })
}

fn held_out_sentences(
    generator: &Generator,
    segments: u64,
) -> impl Iterator<Item = Segment> + use<'_> {
    (0..segments)
        .map(|index| generator.segment(Split::HeldOut, index))
        .filter(|segment| segment.kind == SegmentKind::Sentences)
}

/// `count` units of `unit` distinct random tokens, each written twice.
///
/// # Panics
/// If the vocabulary has fewer than `unit` tokens besides the special ones.
pub fn copying(generator: &Generator, seed: u64, unit: usize, count: u64) -> Vec<Copying> {
    let stretches = Stretches {
        percent: 100,
        shortest: unit,
        longest: unit,
        copies: 2,
    };
    let (vocabulary, length) = (generator.vocabulary().len(), 1 + 2 * unit);
    (0..count)
        .map(|index| {
            let mut sampler = Sampler::new(Chance::new(seed, Split::HeldOut, index));
            let row = stretch::fill(&stretches, vocabulary, length, &mut sampler, |_| ());
            Copying {
                tokens: row.tokens,
                second: 1 + unit,
            }
        })
        .collect()
}
