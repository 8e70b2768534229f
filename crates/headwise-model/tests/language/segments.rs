//! Whole segments: they parse, agree along their gold relations, and never change.

use std::collections::HashSet;

use headwise_model::language::{
    BEGIN, ENGLISH, Gender, Generator, Number, RelationKind, Segment, SegmentKind, Split, Stretches,
};

use crate::english;
use crate::parser::Parser;

fn words<'a>(generator: &'a Generator, segment: &Segment) -> Vec<&'a str> {
    let word = |id: &u32| {
        generator
            .vocabulary()
            .word(*id)
            .expect("a token of the table")
    };
    segment.tokens.iter().map(word).collect()
}

/// The first 400 segments of a kind.
fn of_kind(generator: &Generator, kind: SegmentKind) -> impl Iterator<Item = Segment> + '_ {
    (0..400)
        .map(|index| generator.segment(Split::Training, index))
        .filter(move |segment| segment.kind == kind)
}

#[test]
fn sentences_parse_and_the_parser_finds_the_same_subjects() {
    let generator = english(7);
    for segment in of_kind(&generator, SegmentKind::Sentences) {
        let words = words(&generator, &segment);
        let mut at = 1;
        let mut found = Vec::new();
        while at < segment.complete {
            let mut parser = Parser::new(&ENGLISH, &words, at);
            at = parser.sentence();
            found.extend(parser.subjects);
        }
        assert_eq!(at, segment.complete);
        let mut gold: Vec<(usize, usize)> = segment
            .relations
            .iter()
            .filter(|r| r.kind == RelationKind::VerbSubject && r.from < segment.complete)
            .map(|r| (r.from, r.to))
            .collect();
        gold.sort_unstable();
        found.sort_unstable();
        assert_eq!(gold, found, "{}", words.join(" "));
    }
}

#[test]
fn relations_point_back_within_the_segment_to_what_agrees() {
    let generator = english(7);
    let mut seen = HashSet::new();
    for index in 0..400 {
        let segment = generator.segment(Split::Training, index);
        assert_eq!((segment.tokens.len(), segment.tokens[0]), (64, BEGIN));
        let words = words(&generator, &segment);
        for relation in &segment.relations {
            assert!(relation.to < relation.from && relation.from < 64 && relation.to > 0);
            let (from, to) = (words[relation.from], words[relation.to]);
            seen.insert(relation.kind);
            match relation.kind {
                RelationKind::StretchRepeat | RelationKind::NameRepeat => assert_eq!(from, to),
                RelationKind::PronounAntecedent => {
                    let pair = segment
                        .relations
                        .iter()
                        .any(|r| r.kind == RelationKind::Conjunct && r.to == relation.to);
                    assert!(
                        refers(from, to, pair),
                        "{from} -> {to}: {}",
                        words.join(" ")
                    );
                }
                RelationKind::RelativeNoun => assert!(["who", "that"].contains(&from)),
                _ => {}
            }
        }
    }
    assert_eq!(seen.len(), 12, "every kind of relation occurs: {seen:?}");
}

/// Whether a pronoun can mean a noun, a name, another pronoun, or a pair that begins there.
fn refers(pronoun: &str, antecedent: &str, pair: bool) -> bool {
    const FORMS: [&[&str]; 4] = [
        &["he", "him", "his", "himself"],
        &["she", "her", "herself"],
        &["it", "its", "itself"],
        &["they", "them", "their", "themselves"],
    ];
    let name = ENGLISH.names.iter().find(|name| name.word == antecedent);
    let name = name.map(|name| (Number::Singular, name.gender));
    let noun = ENGLISH.nouns.iter().find_map(|noun| {
        let mut numbers = [Number::Singular, Number::Plural].into_iter();
        let number = numbers.find(|number| noun.form(*number) == antecedent)?;
        Some((number, noun.gender))
    });
    let agreeing = match name.or(noun) {
        _ if pair && FORMS[3].contains(&pronoun) => FORMS[3],
        Some((Number::Plural, _)) => FORMS[3],
        Some((Number::Singular, Gender::Male)) => FORMS[0],
        Some((Number::Singular, Gender::Female)) => FORMS[1],
        Some((Number::Singular, Gender::Neuter)) => FORMS[2],
        None => FORMS
            .into_iter()
            .find(|forms| forms.contains(&antecedent))
            .unwrap_or(&[]),
    };
    agreeing.contains(&pronoun)
}

#[test]
fn stretches_repeat_distinct_tokens_as_often_as_asked() {
    let generator = english(7);
    for segment in of_kind(&generator, SegmentKind::Stretches) {
        let unit = segment.relations[0].from - segment.relations[0].to;
        assert!((6..=20).contains(&unit));
        let first: HashSet<u32> = segment.tokens[1..=unit].iter().copied().collect();
        assert_eq!(first.len(), unit);
        let copies = &segment.tokens[1..(1 + 3 * unit).min(64)];
        assert!(
            copies
                .iter()
                .enumerate()
                .all(|(i, token)| *token == copies[i % unit])
        );
        let known = segment.relations.last().expect("a second copy").from + 1;
        assert!(segment.complete >= known);
    }
}

#[test]
fn a_segment_depends_on_seed_split_and_index_alone() {
    let generator = english(7);
    let backwards: Vec<Segment> = (0..50)
        .rev()
        .map(|i| generator.segment(Split::Training, i))
        .collect();
    let again = english(7);
    for (index, segment) in (0..50).rev().zip(&backwards) {
        assert_eq!(again.segment(Split::Training, index), *segment);
    }
    let eight = english(8);
    let training: HashSet<Vec<u32>> = (0..1500)
        .map(|i| generator.segment(Split::Training, i).tokens)
        .collect();
    assert_eq!(training.len(), 1500, "no segment twice");
    for index in 0..1500 {
        assert!(!training.contains(&generator.segment(Split::HeldOut, index).tokens));
        assert!(!training.contains(&eight.segment(Split::Training, index).tokens));
    }
}

#[test]
fn the_first_sentences_never_change() {
    let generator = english(7);
    let segment = generator.segment(Split::Training, 3);
    assert_eq!(
        words(&generator, &segment)[..25].join(" "),
        "<begin> the table that Julia Reed finds is yellow . she laughs . a quiet dog says that \
         a brother sleeps . the big women"
    );
    let segment = generator.segment(Split::HeldOut, 1);
    assert_eq!(
        words(&generator, &segment)[..16].join(" "),
        "<begin> tables #z happy shine her pictures brother #6 #8 #v uncles lamp otters smile today"
    );
}

#[test]
fn sizes_that_make_no_segment_are_refused() {
    let refused = |length, change: fn(&mut Stretches)| {
        let mut stretches = Stretches::default();
        change(&mut stretches);
        Generator::new(ENGLISH, 1, length, stretches).is_err()
    };
    assert!(refused(1, |_| ()));
    assert!(refused(64, |s| s.percent = 101));
    assert!(refused(64, |s| s.shortest = 0));
    assert!(refused(64, |s| s.shortest = 21));
    assert!(refused(64, |s| s.longest = 1000));
    assert!(refused(64, |s| s.copies = 1));
    assert!(!refused(2, |_| ()));
}
