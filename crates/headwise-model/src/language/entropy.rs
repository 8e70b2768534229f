//! How well the best possible predictor does, in nats per token.
//!
//! A string's ideal loss is `-ln P(string)`. The generator knows the probability of its
//! derivation, and P(string) is the sum over all derivations of the string, so the derivation's
//! `-ln P` is an upper bound on the ideal loss, and equals it where the string has one derivation
//! only. Sentences and stretches are built to have one; that is tested by enumeration. By the
//! chain rule the equality holds segment by segment, not only on average: on the scored tokens a
//! model's loss can be compared with the generator's for any set of segments.

use super::chance::Split;
use super::generator::{Generator, SegmentKind, Stretches};
use super::grammar::{Agreement, Content, Part, Symbol};
use super::lexicon::{Lexicon, Number};
use super::rules::{NUMBER_WEIGHTS, rules};
use super::stretch;

/// A mean over sampled segments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Nats per scored token: total `-ln P` over total tokens.
    pub nats_per_token: f64,
    /// The standard error of that ratio (Cochran 1977, chapter 2).
    pub standard_error: f64,
    /// How many tokens were scored.
    pub tokens: usize,
}

/// The entropy per token of the first `segments` segments of a split, of one kind or of all.
///
/// `None` if fewer than two of them have scored tokens.
pub fn estimate(
    generator: &Generator,
    split: Split,
    segments: u64,
    kind: Option<SegmentKind>,
) -> Option<Estimate> {
    let drawn: Vec<(f64, f64)> = (0..segments)
        .map(|index| generator.segment(split, index))
        .filter(|segment| kind.is_none_or(|kind| kind == segment.kind) && segment.scored() > 0)
        .map(|segment| (-segment.log_prob, segment.scored() as f64))
        .collect();
    let count = drawn.len() as f64;
    let nats: f64 = drawn.iter().map(|(nats, _)| nats).sum();
    let tokens: f64 = drawn.iter().map(|(_, tokens)| tokens).sum();
    let ratio = nats / tokens;
    let squares: f64 = drawn.iter().map(|(h, n)| (h - ratio * n).powi(2)).sum();
    (drawn.len() > 1).then(|| Estimate {
        nats_per_token: ratio,
        standard_error: (squares / (count - 1.0) / count).sqrt() / (tokens / count),
        tokens: tokens as usize,
    })
}

/// The entropy of one stretch, in nats: of its length and of the tokens of its unit.
pub fn stretch_entropy(stretches: &Stretches, vocabulary: usize) -> f64 {
    let pool = stretch::pool(vocabulary).len();
    let lengths = (stretches.longest - stretches.shortest + 1) as f64;
    let unit = |length: usize| (0..length).map(|k| ((pool - k) as f64).ln()).sum::<f64>();
    let units: f64 = (stretches.shortest..=stretches.longest).map(unit).sum();
    lengths.ln() + units / lengths
}

/// The entropy of a phrase of given number in nats, in closed form: for each choice its own, and
/// the expectation of what it leads to.
///
/// `None` where it depends on what was said before: names and pronouns.
pub fn phrase_entropy(lexicon: &Lexicon, symbol: Symbol, number: Number) -> Option<f64> {
    let weights: Vec<u32> = rules(symbol).iter().map(|rule| rule.weight).collect();
    let total = f64::from(weights.iter().sum::<u32>());
    let mut entropy = choice_entropy(weights.iter().copied());
    for rule in rules(symbol) {
        for part in rule.parts {
            entropy += f64::from(rule.weight) / total * part_entropy(lexicon, part, number)?;
        }
    }
    Some(entropy)
}

fn part_entropy(lexicon: &Lexicon, part: &Part, number: Number) -> Option<f64> {
    let of = |number| content_entropy(lexicon, part.content, number);
    let (one, several) = (of(Number::Singular)?, of(Number::Plural)?);
    match part.agreement {
        Agreement::Own => of(number),
        Agreement::Drawn => {
            let [singular, plural] = NUMBER_WEIGHTS.map(f64::from);
            let mean = (singular * one + plural * several) / (singular + plural);
            Some(choice_entropy(NUMBER_WEIGHTS) + mean)
        }
        // The other part's number is not known here: it must make no difference.
        Agreement::Like(_) => ((one - several).abs() < 1e-12).then_some(one),
    }
}

fn content_entropy(lexicon: &Lexicon, content: Content, number: Number) -> Option<f64> {
    match content {
        Content::Phrase(symbol) => phrase_entropy(lexicon, symbol, number),
        Content::Literal(_) => Some(0.0),
        Content::Determiner => {
            let fits = |of: &Option<Number>| of.is_none_or(|of| of == number);
            let fitting = lexicon.determiners.iter().filter(|(_, of, _)| fits(of));
            Some(choice_entropy(fitting.map(|(.., weight)| *weight)))
        }
        Content::Noun(sort) => {
            let fitting = lexicon.nouns.iter().filter(|noun| noun.sort == sort);
            Some(choice_entropy(fitting.map(|noun| noun.weight)))
        }
        Content::Verb(frame) => {
            let fitting = lexicon.verbs.iter().filter(|verb| verb.frame == frame);
            Some(choice_entropy(fitting.map(|verb| verb.weight)))
        }
        Content::Word(class) => {
            let fitting = lexicon.invariable.iter().filter(|(of, ..)| *of == class);
            Some(choice_entropy(fitting.map(|(.., weight)| *weight)))
        }
        // The governor decides them.
        Content::Reflexive | Content::Possessive | Content::BoundPronoun => Some(0.0),
        Content::Name | Content::SubjectPronoun { .. } | Content::ObjectPronoun => None,
    }
}

/// `-sum p ln p` of weights.
fn choice_entropy(weights: impl IntoIterator<Item = u32>) -> f64 {
    let weights: Vec<f64> = weights.into_iter().map(f64::from).collect();
    let total: f64 = weights.iter().sum();
    let surprise = |weight: &f64| -weight / total * (weight / total).ln();
    weights.iter().map(surprise).sum()
}
