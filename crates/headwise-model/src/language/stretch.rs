//! Stretches of random tokens, repeated: what an induction head is for.
//!
//! A unit is drawn uniformly and without repetition from all tokens but the special ones, and
//! copied. Since no token recurs within a unit, the first token that comes again shows its length,
//! and what follows is certain until the copies are over: the derivation can be read off the
//! string, so its probability is the string's.

use super::chance::Choose;
use super::derivation::Relation;
use super::generator::Stretches;
use super::grammar::RelationKind;
use super::vocabulary::{BEGIN, END_OF_SENTENCE, TokenId};

/// What was written of a row of stretches.
pub(super) struct Row {
    /// `<begin>` and then stretches, cut at the segment's length.
    pub(super) tokens: Vec<TokenId>,
    pub(super) relations: Vec<Relation>,
    /// How many tokens belong to stretches whose first copy ended within the segment.
    pub(super) complete: usize,
}

/// Fills a segment with stretches. `scored` is called whenever all tokens written so far are
/// complete.
pub(super) fn fill<C: Choose>(
    stretches: &Stretches,
    vocabulary: usize,
    length: usize,
    chooser: &mut C,
    mut scored: impl FnMut(&C),
) -> Row {
    let mut row = Row {
        tokens: vec![BEGIN],
        relations: Vec::new(),
        complete: 1,
    };
    while row.tokens.len() < length {
        let start = row.tokens.len();
        let unit = unit(stretches, vocabulary, chooser);
        let copies = unit.iter().cycle().take(unit.len() * stretches.copies);
        row.tokens.extend(copies);
        row.tokens.truncate(length);
        let again = start + unit.len()..row.tokens.len();
        if !again.is_empty() {
            row.complete = row.tokens.len();
            scored(chooser);
        }
        row.relations.extend(again.map(|from| Relation {
            kind: RelationKind::StretchRepeat,
            from,
            to: from - unit.len(),
        }));
    }
    row
}

/// Distinct random tokens.
fn unit<C: Choose>(stretches: &Stretches, vocabulary: usize, chooser: &mut C) -> Vec<TokenId> {
    let lengths = stretches.longest - stretches.shortest + 1;
    let length = stretches.shortest + chooser.choose_evenly(lengths);
    let mut pool = pool(vocabulary);
    (0..length)
        .map(|_| pool.swap_remove(chooser.choose_evenly(pool.len())))
        .collect()
}

/// The tokens that stretches are made of.
pub(super) fn pool(vocabulary: usize) -> Vec<TokenId> {
    // The special tokens are the first two of the table.
    (END_OF_SENTENCE + 1..vocabulary as TokenId).collect()
}
