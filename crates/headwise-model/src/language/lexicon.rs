//! The kinds of words, and the features that agree: a [`Lexicon`] is data.

/// Grammatical number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// One.
    Singular,
    /// More than one.
    Plural,
}

/// What a singular pronoun agrees with, besides number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// he
    Male,
    /// she
    Female,
    /// it
    Neuter,
}

/// What a noun names, which decides where it may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// boy, queen
    Person,
    /// cat
    Animal,
    /// key
    Thing,
    /// garden
    Place,
}

impl Sort {
    /// Whether it acts: people and animals do.
    pub fn acts(self) -> bool {
        matches!(self, Self::Person | Self::Animal)
    }
}

/// What a verb takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// Nothing: the boy sleeps.
    Alone,
    /// Nothing, and a thing is its subject: the lamp shines.
    Happens,
    /// A person or an animal: the boy helps the girl.
    Someone,
    /// A thing: the boy opens the box.
    Something,
    /// A clause: the boy says that he sleeps.
    Clause,
    /// An adjective or a place, now: the boy is tired.
    Is,
    /// The same, earlier: the boy was tired.
    Was,
}

/// A word that never changes, and the kind of place where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Invariable {
    /// old: of people, animals and things.
    Quality,
    /// red: of things.
    Colour,
    /// happy: of people and animals, after the verb.
    Mood,
    /// often: before the verb.
    Frequency,
    /// quietly: after the verb.
    Manner,
    /// near: from noun to noun.
    Beside,
    /// in: before a place.
    Inside,
    /// on: before a thing.
    Upon,
    /// slept: a past form, the same in both numbers.
    Past,
}

/// A noun; its two forms differ, so a string shows the number.
#[derive(Clone, Copy, Debug)]
pub struct Noun {
    /// One.
    pub singular: &'static str,
    /// More than one.
    pub plural: &'static str,
    /// What it names.
    pub sort: Sort,
    /// Which pronoun refers to one.
    pub gender: Gender,
    /// How often it is chosen, relative to its class.
    pub weight: u32,
}

/// A verb in the third person; its two forms differ.
#[derive(Clone, Copy, Debug)]
pub struct Verb {
    /// After one subject: sleeps.
    pub singular: &'static str,
    /// After several: sleep.
    pub plural: &'static str,
    /// What it takes.
    pub frame: Frame,
    /// How often it is chosen, relative to its class.
    pub weight: u32,
}

/// A first name.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// Its spelling, with a capital.
    pub word: &'static str,
    /// Which pronoun refers to its bearer.
    pub gender: Gender,
}

/// All words that the grammar draws from.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon {
    /// Nouns of all sorts.
    pub nouns: &'static [Noun],
    /// Verbs of all frames.
    pub verbs: &'static [Verb],
    /// First names.
    pub names: &'static [Name],
    /// Family names: one is drawn for each first name of a segment.
    pub surnames: &'static [&'static str],
    /// Determiners, the number that they ask for and their weight.
    pub determiners: &'static [(&'static str, Option<Number>, u32)],
    /// Everything else that is chosen: class, word and weight.
    pub invariable: &'static [(Invariable, &'static str, u32)],
}

impl Noun {
    /// The form of a number.
    pub fn form(&self, number: Number) -> &'static str {
        match number {
            Number::Singular => self.singular,
            Number::Plural => self.plural,
        }
    }
}

impl Verb {
    /// The form that agrees with a subject of this number.
    pub fn form(&self, number: Number) -> &'static str {
        match number {
            Number::Singular => self.singular,
            Number::Plural => self.plural,
        }
    }
}
