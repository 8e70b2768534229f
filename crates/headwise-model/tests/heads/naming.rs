//! Which scores earn which name.

use headwise_model::heads::{
    Asked, HeadScores, OffsetScore, Positional, RelationScore, Repetition, Role, name,
};
use headwise_model::language::RelationKind;

/// A head that does nothing in particular.
fn plain() -> HeadScores {
    HeadScores {
        layer: 0,
        head: 0,
        positional: Positional {
            offsets: vec![
                OffsetScore {
                    offset: 0,
                    weight: 0.2,
                },
                OffsetScore {
                    offset: 1,
                    weight: 0.3,
                },
            ],
            first: 0.1,
            entropy: 1.0,
            relative_entropy: 0.5,
            distance: 4.0,
        },
        repetition: Repetition {
            prefix_matching: 0.1,
            duplicate: 0.1,
            copying: 0.5,
            copied: 0.0,
        },
        relations: vec![],
    }
}

fn follows(hits: f64, baseline: f64, queries: u64) -> RelationScore {
    RelationScore {
        kind: RelationKind::PronounAntecedent,
        asked: Asked::Token,
        queries,
        hits,
        weight: hits,
        baseline,
        baseline_offset: 4,
    }
}

const ANTECEDENT: Role = Role::Relation {
    relation: RelationKind::PronounAntecedent,
    asked: Asked::Token,
};

#[test]
fn each_score_earns_its_name() {
    let with = |change: fn(&mut HeadScores)| {
        let mut scores = plain();
        change(&mut scores);
        name(&scores)
    };
    let named = [
        (with(|_| ()), Role::Mixed, "mixed"),
        (
            with(|s| (s.repetition.prefix_matching, s.repetition.copying) = (0.6, 0.99)),
            Role::Induction,
            "induction",
        ),
        (
            with(|s| s.repetition.prefix_matching = 0.6),
            Role::PrefixMatching,
            "prefix matching",
        ),
        (
            with(|s| s.positional.offsets[1].weight = 0.9),
            Role::Offset { offset: 1 },
            "previous token",
        ),
        (
            with(|s| s.positional.offsets[0].weight = 0.9),
            Role::Offset { offset: 0 },
            "itself",
        ),
        (
            with(|s| s.repetition.duplicate = 0.7),
            Role::Duplicate,
            "duplicate token",
        ),
        (
            with(|s| s.positional.first = 0.8),
            Role::FirstToken,
            "first token",
        ),
        (
            with(|s| s.positional.relative_entropy = 0.9),
            Role::Broad,
            "everything",
        ),
        (
            with(|s| s.relations.push(follows(0.8, 0.3, 400))),
            ANTECEDENT,
            "pronoun to antecedent",
        ),
    ];
    for (name, role, label) in named {
        assert_eq!((name.role, &name.label[..]), (role, label));
    }
}

#[test]
fn a_relation_has_to_beat_its_baseline_on_enough_rows() {
    for (score, earned) in [
        (follows(0.8, 0.3, 400), true),
        (follows(0.8, 0.7, 400), false),
        (follows(0.4, 0.1, 400), false),
        (follows(0.8, 0.3, 10), false),
    ] {
        let mut scores = plain();
        scores.relations.push(score);
        assert_eq!(name(&scores).role == ANTECEDENT, earned, "{score:?}");
    }
}

#[test]
fn the_relation_farthest_above_its_baseline_gives_the_name_and_the_evidence() {
    let mut scores = plain();
    scores.positional.first = 0.7;
    scores.relations = vec![
        RelationScore {
            kind: RelationKind::VerbSubject,
            ..follows(0.95, 0.7, 900)
        },
        RelationScore {
            asked: Asked::Before,
            ..follows(0.85, 0.3, 400)
        },
    ];
    let name = name(&scores);
    assert_eq!(name.label, "pronoun to antecedent, one token ahead");
    assert_eq!(
        name.evidence,
        "Its largest weight is on the right token in 85% of 400 cases; looking 4 back every time, \
         the best fixed offset, would be right in 30%."
    );
}
