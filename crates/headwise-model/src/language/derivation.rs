//! One derivation, left to right: words, relations, and a choice wherever the grammar leaves one.

use super::chance::Choose;
use super::discourse::{Discourse, Head, Mention};
use super::grammar::{Agreement, Content, End, Part, RelationKind, Rule, Symbol};
use super::lexicon::{Gender, Lexicon, Number, Sort};
use super::rules::{NUMBER_WEIGHTS, rules};

/// Two tokens that belong together: `from` is the later one, so that a causal head at `from` can
/// look at `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Relation {
    /// What the relation means.
    pub kind: RelationKind,
    /// Position of the later token.
    pub from: usize,
    /// Position of the earlier token, less than `from`.
    pub to: usize,
}

/// Words so far and what they allow.
///
/// `C` decides: a [`Sampler`](super::Sampler) at random, an enumeration in every way.
#[derive(Debug)]
pub struct Derivation<'a, C> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) chooser: &'a mut C,
    pub(super) discourse: Discourse,
    words: Vec<&'static str>,
    relations: Vec<Relation>,
}

impl<'a, C: Choose> Derivation<'a, C> {
    /// Nothing said yet; `first` stands at position 0, before the first sentence.
    pub fn new(lexicon: &'a Lexicon, chooser: &'a mut C, first: &'static str) -> Self {
        Self {
            lexicon,
            chooser,
            discourse: Discourse::default(),
            words: vec![first],
            relations: Vec::new(),
        }
    }

    /// All words, beginning with the one that was given.
    pub fn words(&self) -> &[&'static str] {
        &self.words
    }

    /// Whoever decides.
    pub fn chooser(&self) -> &C {
        self.chooser
    }

    /// The relations between words, each by two positions, in the order in which they were made.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Adds a sentence.
    pub fn sentence(&mut self) {
        self.discourse.begin_sentence(self.words.len());
        self.expand(Symbol::Sentence, Number::Singular, None);
    }

    /// Adds a phrase that needs no governor.
    pub fn phrase(&mut self, symbol: Symbol, number: Number) {
        self.expand(symbol, number, None);
    }

    fn expand(&mut self, symbol: Symbol, number: Number, governor: Option<Head>) -> Option<Head> {
        let open: Vec<&Rule> = rules(symbol)
            .iter()
            .filter(|rule| rule.parts.iter().all(|part| self.is_open(part)))
            .collect();
        let weights: Vec<u32> = open.iter().map(|rule| rule.weight).collect();
        let rule = open[self.chooser.choose(&weights)];

        let mut heads: Vec<Option<Head>> = Vec::with_capacity(rule.parts.len());
        for part in rule.parts {
            let number = match part.agreement {
                Agreement::Own => number,
                Agreement::Drawn => self.number(),
                Agreement::Like(other) => heads[other].map_or(number, |head| head.number),
            };
            let governor = part.governor.map_or(governor, |other| heads[other]);
            heads.push(self.part(part.content, number, governor));
        }

        for &(kind, from, to) in rule.links {
            let end = |end: End| match end {
                End::Part(part) => heads[part],
                End::Governor => governor,
            };
            if let (Some(from), Some(to)) = (end(from), end(to)) {
                self.relate(kind, from.token, to.token);
            }
        }
        let mut head = heads.get(rule.head).copied().flatten();
        if rule.pair {
            head = head.map(|first| self.pair(first));
        }
        head
    }

    /// Whether a part has at least one way to be said here.
    fn is_open(&self, part: &Part) -> bool {
        match part.content {
            Content::SubjectPronoun { acts } => !self.discourse.subjects(acts).is_empty(),
            Content::ObjectPronoun => !self.discourse.objects().is_empty(),
            Content::Name => {
                self.discourse.cast.len() < self.lexicon.names.len()
                    || !self.discourse.returning().is_empty()
            }
            _ => true,
        }
    }

    fn part(&mut self, content: Content, number: Number, governor: Option<Head>) -> Option<Head> {
        let lexicon = self.lexicon;
        let word = match content {
            Content::Phrase(symbol) => return self.expand(symbol, number, governor),
            Content::Noun(sort) => return Some(self.noun(sort, number)),
            Content::Name => return Some(self.name()),
            Content::SubjectPronoun { acts } => {
                let persons = self.discourse.subjects(acts);
                return Some(self.pronoun(&persons, 0));
            }
            Content::ObjectPronoun => {
                let persons = self.discourse.objects();
                return Some(self.pronoun(&persons, 1));
            }
            Content::BoundPronoun => return governor.map(|head| self.bound(head, 0)),
            Content::Possessive => return governor.map(|head| self.bound(head, 2)),
            Content::Reflexive => return governor.map(|head| self.bound(head, 3)),
            Content::Literal(word) => word,
            Content::Determiner => {
                let agrees = |of: &Option<Number>| of.is_none_or(|of| of == number);
                let fitting = lexicon.determiners.iter().filter(|(_, of, _)| agrees(of));
                self.weighted(fitting.map(|(word, _, weight)| (*word, *weight)))
            }
            Content::Verb(frame) => {
                let fitting = lexicon.verbs.iter().filter(|verb| verb.frame == frame);
                self.weighted(fitting.map(|verb| (verb, verb.weight)))
                    .form(number)
            }
            Content::Word(class) => {
                let fitting = lexicon.invariable.iter().filter(|(of, ..)| *of == class);
                self.weighted(fitting.map(|(_, word, weight)| (*word, *weight)))
            }
        };
        Some(self.say(word, number, Gender::Neuter))
    }

    fn number(&mut self) -> Number {
        [Number::Singular, Number::Plural][self.chooser.choose(&NUMBER_WEIGHTS)]
    }

    fn weighted<T>(&mut self, alternatives: impl Iterator<Item = (T, u32)>) -> T {
        let (mut items, weights): (Vec<T>, Vec<u32>) = alternatives.unzip();
        items.swap_remove(self.chooser.choose(&weights))
    }

    fn noun(&mut self, sort: Sort, number: Number) -> Head {
        let fitting = self.lexicon.nouns.iter().filter(|noun| noun.sort == sort);
        let noun = self.weighted(fitting.map(|noun| (noun, noun.weight)));
        let head = self.say(noun.form(number), number, noun.gender);
        self.discourse.mention(Mention {
            head,
            acts: sort.acts(),
        });
        head
    }

    pub(super) fn relate(&mut self, kind: RelationKind, one: usize, other: usize) {
        self.relations.push(Relation {
            kind,
            from: one.max(other),
            to: one.min(other),
        });
    }

    pub(super) fn say(&mut self, word: &'static str, number: Number, gender: Gender) -> Head {
        // The next letter decides the article's form, after the choice.
        if word.starts_with(['a', 'e', 'i', 'o', 'u'])
            && let Some(article @ &mut "a") = self.words.last_mut()
        {
            *article = "an";
        }
        let token = self.words.len();
        self.words.push(word);
        Head {
            token,
            number,
            gender,
        }
    }
}
