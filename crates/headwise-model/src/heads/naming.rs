//! The name that a head's scores earn, and the evidence for it.

use super::observe::HeadScores;
use super::positional::OffsetScore;
use super::relations::{Asked, RelationScore};
use crate::language::RelationKind;
use serde::{Deserialize, Serialize};

/// Half of the weight, or half of the rows: a head that does less mostly does something else.
const MOST: f64 = 0.5;
/// Prefix matching that earns the name of an induction head; weights also go to the sink.
const MATCHING: f64 = 0.4;
/// A head that copies raises the token it looks at above this share of all tokens.
const COPYING: f64 = 0.9;
/// How far the hits on a relation are above the best fixed offset's.
const EXCESS: f64 = 0.15;
/// A relation with fewer rows than this names no head.
const QUERIES: u64 = 30;
/// The share of the largest possible entropy beyond which a head looks at everything.
const BROAD: f64 = 0.7;

/// What a head mostly does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
// Traces have a `Role` of their own in TypeScript.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "HeadRole"))]
pub enum Role {
    /// Finds what followed the last occurrence of a token, and copies it.
    Induction,
    /// Finds it and copies nothing.
    PrefixMatching,
    /// Looks at a fixed offset.
    Offset {
        /// Tokens from the key to the query: 1 the previous token, 0 the query's own.
        offset: i32,
    },
    /// Looks at earlier occurrences of the same token.
    Duplicate,
    /// Follows a gold relation better than any fixed offset.
    Relation {
        /// Which.
        relation: RelationKind,
        /// Whose row follows it.
        asked: Asked,
    },
    /// Rests on the first token.
    FirstToken,
    /// Spreads its weight over everything.
    Broad,
    /// None of these.
    Mixed,
}

/// A head's name for the gallery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HeadName {
    /// What it does.
    pub role: Role,
    /// The same in a few words.
    pub label: String,
    /// The scores that earned it, in a sentence.
    pub evidence: String,
}

/// Names a head. The first rule that its scores meet counts: induction, a fixed offset, earlier
/// occurrences, a relation, the first token, everything. A relation has to be followed clearly better
/// than by the best fixed offset, and comes before the first token because a head that waits for its
/// relation rests there (Clark et al. 2019, section 3.2).
pub fn name(scores: &HeadScores) -> HeadName {
    let rules = [repetition, offset, duplicate, relation, first_token, broad];
    let earned = rules.iter().find_map(|rule| rule(scores));
    earned.unwrap_or_else(|| mixed(scores))
}

fn named(role: Role, label: impl Into<String>, evidence: String) -> HeadName {
    HeadName {
        role,
        label: label.into(),
        evidence,
    }
}

fn repetition(scores: &HeadScores) -> Option<HeadName> {
    let repeats = &scores.repetition;
    let (role, label) = if repeats.copying >= COPYING {
        (Role::Induction, "induction")
    } else {
        (Role::PrefixMatching, "prefix matching")
    };
    let evidence = format!(
        "In repeated random tokens {:.2} of its weight is on what followed the last occurrence, and \
         its output raises the token it looks at above {} of the others.",
        repeats.prefix_matching,
        percent(repeats.copying)
    );
    (repeats.prefix_matching >= MATCHING).then(|| named(role, label, evidence))
}

fn offset(scores: &HeadScores) -> Option<HeadName> {
    let offsets = scores.positional.offsets.iter();
    let &OffsetScore { offset, weight } =
        offsets.max_by(|one, other| one.weight.total_cmp(&other.weight))?;
    let label = match offset {
        -1 => "next token".to_owned(),
        0 => "itself".to_owned(),
        1 => "previous token".to_owned(),
        far => format!("{far} tokens back"),
    };
    let evidence = format!("{weight:.2} of its weight is there, averaged over held-out sentences.");
    (weight >= MOST).then(|| named(Role::Offset { offset }, label, evidence))
}

fn duplicate(scores: &HeadScores) -> Option<HeadName> {
    let weight = scores.repetition.duplicate;
    let evidence =
        format!("In repeated random tokens {weight:.2} of its weight is on the same token.");
    (weight >= MOST).then(|| named(Role::Duplicate, "duplicate token", evidence))
}

fn relation(scores: &HeadScores) -> Option<HeadName> {
    let earned = |score: &&RelationScore| {
        score.queries >= QUERIES && score.hits >= MOST && score.excess() >= EXCESS
    };
    let best = scores
        .relations
        .iter()
        .filter(earned)
        .max_by(|one, other| one.excess().total_cmp(&other.excess()))?;
    let role = Role::Relation {
        relation: best.kind,
        asked: best.asked,
    };
    let words = relation_words(best.kind);
    let label = match best.asked {
        Asked::Token => words.to_owned(),
        Asked::Before => format!("{words}, one token ahead"),
    };
    let evidence = format!(
        "Its largest weight is on the right token in {} of {} cases; looking {} back every time, the \
         best fixed offset, would be right in {}.",
        percent(best.hits),
        best.queries,
        best.baseline_offset,
        percent(best.baseline)
    );
    Some(named(role, label, evidence))
}

fn first_token(scores: &HeadScores) -> Option<HeadName> {
    let weight = scores.positional.first;
    let evidence =
        format!("{weight:.2} of its weight rests there, averaged over held-out sentences.");
    (weight >= MOST).then(|| named(Role::FirstToken, "first token", evidence))
}

fn broad(scores: &HeadScores) -> Option<HeadName> {
    let share = scores.positional.relative_entropy;
    let evidence = format!(
        "The entropy of its weights is {} of what equal weights would have.",
        percent(share)
    );
    (share >= BROAD).then(|| named(Role::Broad, "everything", evidence))
}

fn mixed(scores: &HeadScores) -> HeadName {
    let evidence = format!(
        "No score reaches its threshold; {:.2} of its weight is on the first token, {:.2} on the \
         previous one.",
        scores.positional.first,
        scores.positional.at(1)
    );
    named(Role::Mixed, "mixed", evidence)
}

/// A relation in words, from its later token to its earlier one.
pub fn relation_words(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::VerbSubject => "verb to subject",
        RelationKind::VerbObject => "object to verb",
        RelationKind::AdjectiveNoun => "noun to adjective",
        RelationKind::DeterminerNoun => "noun to determiner",
        RelationKind::RelativeNoun => "relative pronoun to noun",
        RelationKind::PrepositionHead => "preposition to what it belongs to",
        RelationKind::PrepositionObject => "noun to preposition",
        RelationKind::PronounAntecedent => "pronoun to antecedent",
        RelationKind::Conjunct => "second of a pair to first",
        RelationKind::AdverbVerb => "adverb to verb",
        RelationKind::NameRepeat => "name to its last use",
        RelationKind::StretchRepeat => "token to its last occurrence",
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}%", 100.0 * share)
}
