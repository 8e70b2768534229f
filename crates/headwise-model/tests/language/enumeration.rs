//! With one word or two in each class, all sentences can be written down: their probabilities sum
//! to one, and no string is derived twice, so a derivation's probability is its string's.

use std::collections::HashSet;

use headwise_model::language::{
    Derivation, Frame, Gender, Invariable, Lexicon, Name, Noun, Number, Sort, Symbol, Verb,
};

use crate::odometer::{every, every_second};

const fn noun(singular: &'static str, plural: &'static str, sort: Sort, gender: Gender) -> Noun {
    Noun {
        singular,
        plural,
        sort,
        gender,
        weight: 1,
    }
}

const fn verb(singular: &'static str, plural: &'static str, frame: Frame) -> Verb {
    Verb {
        singular,
        plural,
        frame,
        weight: 1,
    }
}

const TINY: Lexicon = Lexicon {
    nouns: &[
        noun("queen", "queens", Sort::Person, Gender::Female),
        noun("owl", "owls", Sort::Animal, Gender::Neuter),
        noun("key", "keys", Sort::Thing, Gender::Neuter),
        noun("room", "rooms", Sort::Place, Gender::Neuter),
    ],
    verbs: &[
        verb("sleeps", "sleep", Frame::Alone),
        verb("falls", "fall", Frame::Happens),
        verb("helps", "help", Frame::Someone),
        verb("opens", "open", Frame::Something),
        verb("says", "say", Frame::Clause),
        verb("is", "are", Frame::Is),
        verb("was", "were", Frame::Was),
    ],
    names: &[
        Name {
            word: "Tom",
            gender: Gender::Male,
        },
        Name {
            word: "Anna",
            gender: Gender::Female,
        },
    ],
    surnames: &["Reed"],
    determiners: &[("the", None, 1)],
    invariable: &[
        (Invariable::Quality, "old", 1),
        (Invariable::Colour, "red", 1),
        (Invariable::Mood, "happy", 1),
        (Invariable::Frequency, "often", 1),
        (Invariable::Manner, "again", 1),
        (Invariable::Beside, "near", 1),
        (Invariable::Inside, "in", 1),
        (Invariable::Upon, "on", 1),
        (Invariable::Past, "slept", 1),
    ],
};

/// Adds up probabilities and refuses a string that came before.
#[derive(Default)]
struct Tally {
    strings: HashSet<String>,
    total: f64,
}

impl Tally {
    fn add(&mut self, text: String, probability: f64) {
        self.total += probability;
        assert!(!self.strings.contains(&text), "two derivations: {text}");
        self.strings.insert(text);
    }

    fn assert_one(&self) {
        let total = self.total;
        assert!(
            (total - 1.0).abs() < 1e-9,
            "the probabilities sum to {total}"
        );
    }
}

#[test]
fn phrases_sum_to_one_and_are_unambiguous() {
    for (symbol, derivations) in [
        (Symbol::ThingCore, 4),
        (Symbol::Beside, 24),
        (Symbol::Thing, 4 + 4 * 24 + 4 * 6),
        (Symbol::Location, 10),
    ] {
        let mut tally = Tally::default();
        let phrase = |d: &mut Derivation<'_, _>| d.phrase(symbol, Number::Plural);
        every(&TINY, phrase, |text, probability| {
            tally.add(text, probability)
        });
        tally.assert_one();
        assert_eq!(tally.strings.len(), derivations, "{symbol:?}");
    }
}

#[test]
fn all_sentences_sum_to_one_and_are_unambiguous() {
    let mut tally = Tally::default();
    every(&TINY, |d| d.sentence(), |text, p| tally.add(text, p));
    tally.assert_one();
    assert!(tally.strings.contains("the keys near the key are red ."));
    assert!(
        tally
            .strings
            .contains("Tom Reed says that he helps himself .")
    );
    assert!(!tally.strings.contains("the keys near the key is red ."));
    assert!(
        !tally
            .strings
            .contains("Tom Reed says that she helps himself .")
    );
    assert!(tally.strings.len() > 50_000, "{}", tally.strings.len());
}

#[test]
fn what_was_said_decides_what_pronouns_can_mean() {
    let first = "Tom Reed helps the queen .";
    let mut tally = Tally::default();
    every_second(&TINY, first, |text, p| tally.add(text, p));
    tally.assert_one();
    let follows = |second: &str| tally.strings.contains(&format!("{first} {second}"));
    assert!(follows("he sleeps ."));
    assert!(follows("she helps him ."));
    assert!(follows("he helps himself ."));
    assert!(!follows("he helps him ."), "that would be himself");
    assert!(!follows("they sleep ."), "nothing plural was mentioned");
    assert!(!follows("it sleeps ."), "no animal was mentioned");
}

#[test]
fn a_pronoun_that_could_mean_two_is_not_said() {
    let first = "Anna Reed helps the queen .";
    let mut she = 0;
    every_second(&TINY, first, |text, _| {
        she += usize::from(text.contains(". she "));
    });
    assert_eq!(she, 0, "she could be Anna or the queen");
}
