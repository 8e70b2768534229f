//! What a rule of the grammar can say.
//!
//! A context-free grammar with features (number, gender) that are handed down the tree and read
//! off it again. Every part of a rule has a head, the token that stands for it, and the rule lists
//! the relations between those heads; the relations of a sentence so come with its derivation.

use super::lexicon::{Frame, Invariable, Sort};

/// A phrase that rules expand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// A whole sentence with its full stop.
    Sentence,
    /// A subject that acts: a name, a person, an animal, a pair, a pronoun.
    Actor,
    /// A subject that is a thing.
    Topic,
    /// A person without anything behind the noun, or a name.
    Simple,
    /// Determiner, adjective, noun: a person.
    PersonCore,
    /// The same: an animal.
    AnimalCore,
    /// The same: a thing.
    ThingCore,
    /// The same: a place.
    PlaceCore,
    /// A person, with what may stand behind the noun.
    Person,
    /// An animal, with what may stand behind the noun.
    Animal,
    /// A thing, with what may stand behind the noun.
    Thing,
    /// A preposition with its object, behind a noun: an attractor.
    Beside,
    /// A second one, behind the first one's noun.
    Beyond,
    /// A relative clause about a person.
    PersonRelative,
    /// A relative clause about a thing.
    ThingRelative,
    /// What an actor does.
    Act,
    /// What an actor does within another's thought.
    Brief,
    /// What a thing does or is.
    State,
    /// Where or how something is done, or nothing.
    Tail,
    /// A preposition with its object, behind a verb.
    Location,
    /// The object of a verb like `helps`.
    Friend,
    /// The object of a verb like `opens`.
    Item,
    /// What is said or thought.
    Thought,
}

/// What a relation between two tokens means.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum RelationKind {
    /// From a verb to its subject, the first of a pair.
    VerbSubject,
    /// From an object to its verb, or from a verb to the noun before it that its relative clause
    /// takes as object.
    VerbObject,
    /// From a noun to an adjective before it, or from an adjective after `is` to its noun.
    AdjectiveNoun,
    /// From a noun to its determiner.
    DeterminerNoun,
    /// From `who` or `that` to the noun it stands for.
    RelativeNoun,
    /// From a preposition to the noun or verb it belongs to.
    PrepositionHead,
    /// From the noun behind a preposition to the preposition.
    PrepositionObject,
    /// From a pronoun to its antecedent.
    PronounAntecedent,
    /// From the second of a pair to the first.
    Conjunct,
    /// From an adverb to its verb, or back from the verb to an adverb before it.
    AdverbVerb,
    /// From a name's part to the same part where the name was last used.
    NameRepeat,
    /// From a token of a repeated stretch to its previous occurrence.
    StretchRepeat,
}

/// Where the number of a part comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Agreement {
    /// From the phrase that is being expanded.
    Own,
    /// It is free: [`NUMBER_WEIGHTS`](super::rules::NUMBER_WEIGHTS).
    Drawn,
    /// From an earlier part.
    Like(usize),
}

/// A word, or a phrase, or a choice of words.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    Phrase(Symbol),
    Literal(&'static str),
    Determiner,
    Noun(Sort),
    Verb(Frame),
    Word(Invariable),
    /// First name and family name.
    Name,
    /// he: refers to the previous sentence, to something that acts or to something that doesn't.
    SubjectPronoun {
        acts: bool,
    },
    /// him: refers to the previous sentence.
    ObjectPronoun,
    /// himself: refers to the governor, as do the next two.
    Reflexive,
    /// his
    Possessive,
    /// he
    BoundPronoun,
}

/// One part of a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) content: Content,
    pub(super) agreement: Agreement,
    /// The part whose head becomes this part's governor; the phrase's own governor without it.
    pub(super) governor: Option<usize>,
}

impl Part {
    pub(super) const fn new(content: Content) -> Self {
        Self {
            content,
            agreement: Agreement::Own,
            governor: None,
        }
    }

    pub(super) const fn drawn(mut self) -> Self {
        self.agreement = Agreement::Drawn;
        self
    }

    pub(super) const fn like(mut self, part: usize) -> Self {
        self.agreement = Agreement::Like(part);
        self
    }

    pub(super) const fn under(mut self, part: usize) -> Self {
        self.governor = Some(part);
        self
    }
}

/// One end of a relation.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    Part(usize),
    Governor,
}

/// A relation that a rule makes.
pub(super) type Link = (RelationKind, End, End);

/// One way to expand a symbol.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// How likely it is among the rules of its symbol that the context allows.
    pub(super) weight: u32,
    pub(super) parts: &'static [Part],
    /// The part whose head is the phrase's.
    pub(super) head: usize,
    pub(super) links: &'static [Link],
    /// Whether the phrase is several where its parts are one each.
    pub(super) pair: bool,
}
