//! Held-out texts, short enough to be looked at, with what the grammar knows about them.

use super::super::relations::{GoldQuery, gold_queries};
use super::LiveModel;
use crate::language::{END_OF_SENTENCE, RelationKind, Segment, SegmentKind, Split, TokenId};

/// Tokens of the longest example: more do not fit beside one another.
const LONGEST: usize = 24;
/// Segments that are searched: a relation that occurs at all occurs sooner.
const SEARCHED: u64 = 4000;

/// A held-out text with its gold relations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// `<begin>` and whole sentences, or stretches.
    pub tokens: Vec<TokenId>,
    /// The rows whose right keys are known.
    pub gold: Vec<GoldQuery>,
}

impl LiveModel {
    /// The example with that number, from 0, among those that have the relation. `None` where there are
    /// not as many.
    pub fn example(&self, relation: RelationKind, number: usize) -> Option<Example> {
        (0..SEARCHED)
            .map(|index| self.generator.segment(Split::HeldOut, index))
            .filter_map(|segment| shortened(&segment))
            .filter(|example| example.gold.iter().any(|row| row.kind == relation))
            .nth(number)
    }
}

/// The whole sentences at the beginning of a segment that fit, or as much of its stretches.
fn shortened(segment: &Segment) -> Option<Example> {
    let room = &segment.tokens[..segment.complete.min(LONGEST)];
    let end = match segment.kind {
        SegmentKind::Sentences => 1 + room.iter().rposition(|&token| token == END_OF_SENTENCE)?,
        SegmentKind::Stretches => room.len(),
    };
    let inside = segment
        .relations
        .iter()
        .filter(|relation| relation.from < end);
    let relations: Vec<_> = inside.copied().collect();
    Some(Example {
        tokens: segment.tokens[..end].to_vec(),
        gold: gold_queries(&relations),
    })
}
