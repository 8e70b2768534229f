//! Who has been mentioned: what pronouns and names may refer to.
//!
//! A pronoun is offered only where one mention of the previous sentence agrees with it and no
//! other does, so that its antecedent is a fact of the string and not of the derivation.

use super::lexicon::{Gender, Number};

/// The token that stands for a phrase, and what agrees with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Position in the segment.
    pub(super) token: usize,
    pub(super) number: Number,
    pub(super) gender: Gender,
}

/// What a pronoun distinguishes: he, she, it, they.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Person {
    /// he
    He,
    /// she
    She,
    /// it
    It,
    /// they
    They,
}

/// All pronouns, in the order in which they are offered.
pub(super) const PERSONS: [Person; 4] = [Person::He, Person::She, Person::It, Person::They];

impl Person {
    /// The pronoun that agrees.
    pub fn of(number: Number, gender: Gender) -> Self {
        match (number, gender) {
            (Number::Plural, _) => Self::They,
            (Number::Singular, Gender::Male) => Self::He,
            (Number::Singular, Gender::Female) => Self::She,
            (Number::Singular, Gender::Neuter) => Self::It,
        }
    }

    /// Subject, object, possessive and reflexive form.
    pub fn forms(self) -> [&'static str; 4] {
        match self {
            Self::He => ["he", "him", "his", "himself"],
            Self::She => ["she", "her", "her", "herself"],
            Self::It => ["it", "it", "its", "itself"],
            Self::They => ["they", "them", "their", "themselves"],
        }
    }
}

impl Head {
    pub(super) fn person(&self) -> Person {
        Person::of(self.number, self.gender)
    }
}

/// A noun or a name that was used, or a pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) head: Head,
    pub(super) acts: bool,
}

/// A name of this segment; it keeps its family name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bearer {
    /// Index among the lexicon's first names.
    pub(super) name: usize,
    pub(super) surname: &'static str,
    /// Where the first name was last used; the family name follows it.
    pub(super) last: usize,
}

/// What earlier tokens of a segment make possible.
#[derive(Clone, Debug, Default)]
pub(super) struct Discourse {
    pub(super) cast: Vec<Bearer>,
    previous: Vec<Mention>,
    current: Vec<Mention>,
    sentence_start: usize,
}

impl Discourse {
    /// A new sentence begins at this token.
    pub(super) fn begin_sentence(&mut self, at: usize) {
        self.previous = std::mem::take(&mut self.current);
        self.sentence_start = at;
    }

    pub(super) fn mention(&mut self, mention: Mention) {
        self.current.push(mention);
    }

    /// The one mention of the previous sentence that a pronoun can only mean; `None` where there
    /// is none or several.
    pub(super) fn antecedent(&self, person: Person) -> Option<Mention> {
        let mut agreeing = self.previous.iter().filter(|m| m.head.person() == person);
        let only = agreeing.next()?;
        agreeing.next().is_none().then_some(*only)
    }

    /// Subject pronouns that can refer, to something that acts or to something that does not.
    pub(super) fn subjects(&self, acts: bool) -> Vec<Person> {
        let refers = |person: &Person| self.antecedent(*person).is_some_and(|m| m.acts == acts);
        PERSONS.into_iter().filter(refers).collect()
    }

    /// Object pronouns that can refer to something that acts and that nothing said in this
    /// sentence agrees with.
    pub(super) fn objects(&self) -> Vec<Person> {
        let mut persons = self.subjects(true);
        persons.retain(|person| self.current.iter().all(|m| m.head.person() != *person));
        persons
    }

    /// Names that may be used again: those that this sentence has not used.
    pub(super) fn returning(&self) -> Vec<usize> {
        let unused = |&i: &usize| self.cast[i].last < self.sentence_start;
        (0..self.cast.len()).filter(unused).collect()
    }

    /// First names, by index, that nobody bears yet.
    pub(super) fn unborne(&self, names: usize) -> Vec<usize> {
        (0..names)
            .filter(|name| self.cast.iter().all(|bearer| bearer.name != *name))
            .collect()
    }
}
