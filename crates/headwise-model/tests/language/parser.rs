//! A parser of the small English, written from what the sentences look like and not from the
//! rules: it finds who does what on its own and insists on agreement.

use Number::{Plural, Singular};
use headwise_model::language::{Frame, Invariable, Lexicon, Number, Sort};

/// A phrase: where its head stands, its number, and what it is if it is a noun.
#[derive(Clone, Copy)]
struct Phrase {
    head: usize,
    number: Number,
    sort: Option<Sort>,
}

/// Reads one sentence; positions are those of the segment.
pub(crate) struct Parser<'a> {
    lexicon: &'a Lexicon,
    words: &'a [&'a str],
    at: usize,
    /// Verb and subject, as found.
    pub(crate) subjects: Vec<(usize, usize)>,
}

impl<'a> Parser<'a> {
    /// A parser of `words` from position `at`.
    pub(crate) fn new(lexicon: &'a Lexicon, words: &'a [&'a str], at: usize) -> Self {
        Self {
            lexicon,
            words,
            at,
            subjects: Vec::new(),
        }
    }

    /// Reads to the full stop and returns the position behind it.
    pub(crate) fn sentence(&mut self) -> usize {
        let mut subject = self.noun_phrase();
        if self.take("and") {
            self.noun_phrase();
            subject.number = Plural;
        } else {
            self.attachment(subject);
        }
        self.predicate(subject);
        assert!(self.take("."), "{}", self.rest());
        self.at
    }

    fn rest(&self) -> String {
        format!("at {}: {}", self.at, self.words[self.at..].join(" "))
    }

    fn peek(&self) -> &'a str {
        self.words.get(self.at).copied().unwrap_or("")
    }

    fn take(&mut self, word: &str) -> bool {
        let here = self.peek() == word;
        self.at += usize::from(here);
        here
    }

    fn take_class(&mut self, classes: &[Invariable]) -> bool {
        let word = self.peek();
        let mut all = self.lexicon.invariable.iter();
        let here = all.any(|(class, spelling, _)| classes.contains(class) && *spelling == word);
        self.at += usize::from(here);
        here
    }

    fn noun_phrase(&mut self) -> Phrase {
        let (head, word) = (self.at, self.peek());
        let pronoun = match word {
            "he" | "him" | "himself" | "she" | "herself" | "it" | "itself" => Some(Singular),
            "they" | "them" | "themselves" => Some(Plural),
            "her" if !self.begins_noun(self.at + 1) => Some(Singular),
            _ => None,
        };
        if let Some(number) = pronoun {
            self.at += 1;
            return Phrase {
                head,
                number,
                sort: None,
            };
        }
        if self.lexicon.names.iter().any(|name| name.word == word) {
            let surname = self.words[self.at + 1];
            assert!(self.lexicon.surnames.contains(&surname), "{}", self.rest());
            self.at += 2;
            return Phrase {
                head,
                number: Singular,
                sort: None,
            };
        }
        self.at += 1;
        let asks = match word {
            "a" | "an" => {
                assert_eq!(
                    word == "an",
                    self.peek().starts_with(['a', 'e', 'i', 'o', 'u'])
                );
                Some(Singular)
            }
            "this" => Some(Singular),
            "some" | "these" => Some(Plural),
            "the" | "his" | "her" | "its" | "their" => None,
            _ => panic!("no determiner before {}", self.rest()),
        };
        while self.take_class(&[Invariable::Quality, Invariable::Colour]) {}
        let (number, sort) = self
            .noun(self.at)
            .unwrap_or_else(|| panic!("no noun {}", self.rest()));
        assert!(
            asks.is_none_or(|asks| asks == number),
            "{word} {}",
            self.rest()
        );
        self.at += 1;
        Phrase {
            head: self.at - 1,
            number,
            sort: Some(sort),
        }
    }

    fn noun(&self, at: usize) -> Option<(Number, Sort)> {
        let word = self.words.get(at)?;
        self.lexicon.nouns.iter().find_map(|noun| match *word {
            word if word == noun.singular => Some((Singular, noun.sort)),
            word if word == noun.plural => Some((Plural, noun.sort)),
            _ => None,
        })
    }

    fn begins_noun(&self, at: usize) -> bool {
        self.noun(at).is_some()
    }

    /// What stands between a subject's noun and its verb.
    fn attachment(&mut self, noun: Phrase) {
        if self.take_class(&[Invariable::Beside]) {
            self.noun_phrase();
            if self.take_class(&[Invariable::Inside]) {
                self.noun_phrase();
            }
            return;
        }
        let person = noun.sort == Some(Sort::Person);
        if !self.take(if person { "who" } else { "that" }) {
            return;
        }
        if self.verb().is_some() {
            self.predicate(noun);
        } else {
            let subject = self.noun_phrase();
            let frame = self.agreeing_verb(subject);
            assert!(matches!(frame, Frame::Someone | Frame::Something));
        }
    }

    fn verb(&self) -> Option<(Option<Number>, Frame)> {
        let word = self.peek();
        self.lexicon.verbs.iter().find_map(|verb| match word {
            word if word == verb.singular => Some((Some(Singular), verb.frame)),
            word if word == verb.plural => Some((Some(Plural), verb.frame)),
            _ => None,
        })
    }

    fn agreeing_verb(&mut self, subject: Phrase) -> Frame {
        self.subjects.push((self.at, subject.head));
        if self.take_class(&[Invariable::Past]) {
            return Frame::Alone;
        }
        let (number, frame) = self
            .verb()
            .unwrap_or_else(|| panic!("no verb {}", self.rest()));
        assert_eq!(number, Some(subject.number), "{}", self.rest());
        self.at += 1;
        frame
    }

    fn predicate(&mut self, subject: Phrase) {
        self.take_class(&[Invariable::Frequency]);
        match self.agreeing_verb(subject) {
            Frame::Alone | Frame::Happens => {
                if self.take("and") {
                    self.predicate(subject);
                } else if !self.take_class(&[Invariable::Manner]) {
                    self.place();
                }
            }
            Frame::Someone | Frame::Something => {
                self.noun_phrase();
            }
            Frame::Clause => {
                assert!(self.take("that"), "{}", self.rest());
                let subject = self.noun_phrase();
                self.predicate(subject);
            }
            Frame::Is | Frame::Was => {
                let qualities = [Invariable::Quality, Invariable::Colour, Invariable::Mood];
                if !self.take_class(&qualities) {
                    assert!(self.place(), "{}", self.rest());
                }
            }
        }
    }

    fn place(&mut self) -> bool {
        let here = self.take_class(&[Invariable::Inside, Invariable::Upon]);
        if here {
            self.noun_phrase();
        }
        here
    }
}
