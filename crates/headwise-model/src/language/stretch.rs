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
    /// How many tokens belong to stretches whose second copy began within the segment, so that
    /// their unit is known.
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Choose, Stretches, TokenId, fill};

    /// Takes one path through the choices.
    struct Path {
        choices: Vec<(usize, usize)>,
        cursor: usize,
        probability: f64,
    }

    impl Choose for Path {
        fn choose(&mut self, weights: &[u32]) -> usize {
            if self.cursor == self.choices.len() {
                self.choices.push((0, weights.len()));
            }
            self.probability /= weights.len() as f64;
            self.cursor += 1;
            self.choices[self.cursor - 1].0
        }
    }

    #[test]
    fn a_scored_string_has_the_probability_of_its_derivation() {
        let stretches = Stretches {
            percent: 100,
            shortest: 1,
            longest: 3,
            copies: 2,
        };
        // Over whole segments, the strings that begin with a scored string must be as likely
        // together as the score says.
        let mut segments: Vec<(Vec<TokenId>, f64)> = Vec::new();
        let mut scores: HashMap<Vec<TokenId>, f64> = HashMap::new();
        let mut path = Path {
            choices: Vec::new(),
            cursor: 0,
            probability: 1.0,
        };
        loop {
            (path.cursor, path.probability) = (0, 1.0);
            let mut score = 1.0;
            let row = fill(&stretches, 5, 7, &mut path, |path| score = path.probability);
            let scored = row.tokens[..row.complete].to_vec();
            let known = *scores.entry(scored).or_insert(score);
            assert!((known - score).abs() < 1e-12, "two scores of one string");
            segments.push((row.tokens, path.probability));
            while path
                .choices
                .pop_if(|(chosen, of)| *chosen + 1 == *of)
                .is_some()
            {}
            match path.choices.last_mut() {
                Some((chosen, _)) => *chosen += 1,
                None => break,
            }
        }
        let total: f64 = segments.iter().map(|(_, probability)| probability).sum();
        assert!((total - 1.0).abs() < 1e-9, "{total}");
        for (scored, score) in scores {
            let begins = segments.iter().filter(|(all, _)| all.starts_with(&scored));
            let likely: f64 = begins.map(|(_, probability)| probability).sum();
            assert!(
                (likely - score).abs() < 1e-9,
                "{scored:?}: {likely}, scored {score}"
            );
        }
    }
}
