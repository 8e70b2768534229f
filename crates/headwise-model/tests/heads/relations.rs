//! Hits on gold relations, and what offsets alone get right.

use headwise_model::heads::{Asked, RelationScore, gold_queries, relation_scores};
use headwise_model::language::{Relation, RelationKind};
use ndarray::Array2;

const SUBJECT: RelationKind = RelationKind::VerbSubject;

fn relation(kind: RelationKind, from: usize, to: usize) -> Relation {
    Relation { kind, from, to }
}

/// Verbs at 3, 6, 9 and 12, whose subjects are 1, 1, 2 and 3 tokens before.
fn verbs() -> Vec<Relation> {
    let places = [(3, 2), (6, 5), (9, 7), (12, 9)];
    places
        .map(|(from, to)| relation(SUBJECT, from, to))
        .to_vec()
}

/// All weight of each row on one key.
fn pointing(key: impl Fn(usize) -> usize) -> Array2<f32> {
    let mut weights = Array2::zeros((14, 14));
    (0..14).for_each(|i| weights[[i, key(i)]] = 1.0);
    weights
}

fn score(weights: &Array2<f32>, relations: &[Relation], asked: Asked) -> RelationScore {
    let scores = relation_scores([(weights.view(), relations)]);
    let mut of = scores.into_iter().filter(|score| score.asked == asked);
    of.next().unwrap()
}

#[test]
fn a_head_that_follows_the_relation_hits_always_and_an_offset_half_the_time() {
    let gold = |i| verbs().iter().find(|r| r.from == i).map_or(0, |r| r.to);
    let followed = score(&pointing(gold), &verbs(), Asked::Token);
    assert_eq!((followed.hits, followed.weight), (1.0, 1.0));
    assert_eq!((followed.baseline, followed.baseline_offset), (0.5, 1));
    assert_eq!((followed.queries, followed.excess()), (4, 0.5));

    let previous = pointing(|i| i.saturating_sub(1));
    let offset = score(&previous, &verbs(), Asked::Token);
    assert_eq!((offset.hits, offset.excess()), (0.5, 0.0));
}

#[test]
fn the_row_before_is_asked_too() {
    let early = |i| {
        let ahead = verbs().into_iter().find(|r| r.from == i + 1);
        ahead.map_or(0, |r| r.to)
    };
    let predicting = score(&pointing(early), &verbs(), Asked::Before);
    assert_eq!(predicting.hits, 1.0);
    // The subjects of the first two verbs are then the query itself.
    assert_eq!((predicting.baseline, predicting.baseline_offset), (0.5, 0));
    assert_eq!(score(&pointing(early), &verbs(), Asked::Token).hits, 0.0);
}

#[test]
fn the_largest_weight_decides_and_the_first_of_equals_is_largest() {
    let mut weights = Array2::zeros((14, 14));
    for (from, gold, other) in [(3, 0.4, 0.6), (6, 0.6, 0.4), (9, 0.5, 0.5), (12, 0.1, 0.0)] {
        let to = verbs().iter().find(|r| r.from == from).unwrap().to;
        weights[[from, to]] = gold;
        weights[[from, to - 1]] = other;
    }
    let score = score(&weights, &verbs(), Asked::Token);
    assert_eq!(score.hits, 0.5);
    assert!((score.weight - 0.4).abs() < 1e-7);
}

#[test]
fn one_of_several_right_tokens_is_enough_and_makes_one_row() {
    let relations = [
        relation(RelationKind::AdjectiveNoun, 5, 3),
        relation(RelationKind::AdjectiveNoun, 5, 4),
        relation(RelationKind::AdjectiveNoun, 9, 8),
    ];
    let queries = gold_queries(&relations);
    let rows = queries.iter().filter(|query| query.asked == Asked::Token);
    let rows: Vec<_> = rows.map(|query| (query.row, &query.keys[..])).collect();
    assert_eq!(rows, [(5, &[3, 4][..]), (9, &[8][..])]);

    let farther = pointing(|i| i.saturating_sub(2));
    let scored = score(&farther, &relations, Asked::Token);
    assert_eq!((scored.queries, scored.hits), (2, 0.5));
    assert_eq!((scored.baseline, scored.baseline_offset), (1.0, 1));
}

#[test]
fn kinds_are_scored_apart() {
    let relations = [
        relation(RelationKind::DeterminerNoun, 4, 3),
        relation(RelationKind::PronounAntecedent, 8, 4),
    ];
    let previous = pointing(|i| i.saturating_sub(1));
    let scores = relation_scores([(previous.view(), &relations[..])]);
    let token = scores.iter().filter(|score| score.asked == Asked::Token);
    let hits: Vec<_> = token.map(|score| (score.kind, score.hits)).collect();
    assert_eq!(
        hits,
        [
            (RelationKind::DeterminerNoun, 1.0),
            (RelationKind::PronounAntecedent, 0.0)
        ]
    );
}
