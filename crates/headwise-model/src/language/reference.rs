//! Words that refer to what was said before: names and pronouns.

use super::chance::Choose;
use super::derivation::Derivation;
use super::discourse::{Bearer, Head, Mention, Person};
use super::grammar::RelationKind;
use super::lexicon::Number;

/// Weights of a name that was used before and of a new one.
const NAME_WEIGHTS: [u32; 2] = [3, 1];

impl<C: Choose> Derivation<'_, C> {
    /// First name and family name: those of the segment's cast, or new ones.
    pub(super) fn name(&mut self) -> Head {
        let returning = self.discourse.returning();
        let unborne = self.discourse.unborne(self.lexicon.names.len());
        let weight = |candidates: &[usize], weight| if candidates.is_empty() { 0 } else { weight };
        let weights = [
            weight(&returning, NAME_WEIGHTS[0]),
            weight(&unborne, NAME_WEIGHTS[1]),
        ];
        let bearer = if self.chooser.choose(&weights) == 0 {
            returning[self.chooser.choose_evenly(returning.len())]
        } else {
            let name = unborne[self.chooser.choose_evenly(unborne.len())];
            let surname = self.chooser.choose_evenly(self.lexicon.surnames.len());
            self.discourse.cast.push(Bearer {
                name,
                surname: self.lexicon.surnames[surname],
                last: 0,
            });
            self.discourse.cast.len() - 1
        };
        let Bearer {
            name,
            surname,
            last,
        } = self.discourse.cast[bearer];
        let name = self.lexicon.names[name];
        let head = self.say(name.word, Number::Singular, name.gender);
        self.say(surname, Number::Singular, name.gender);
        if last > 0 {
            self.relate(RelationKind::NameRepeat, head.token, last);
            self.relate(RelationKind::NameRepeat, head.token + 1, last + 1);
        }
        self.discourse.cast[bearer].last = head.token;
        self.discourse.mention(Mention { head, acts: true });
        head
    }

    /// One of the pronouns that can refer to the previous sentence.
    pub(super) fn pronoun(&mut self, persons: &[Person], form: usize) -> Head {
        let person = persons[self.chooser.choose_evenly(persons.len())];
        let mention = self
            .discourse
            .antecedent(person)
            .expect("a pronoun is offered where it has an antecedent");
        // Mentioned again, so that the next sentence may go on about it.
        self.discourse.mention(mention);
        self.bound(mention.head, form)
    }

    /// The pronoun that agrees with its antecedent.
    pub(super) fn bound(&mut self, antecedent: Head, form: usize) -> Head {
        let word = antecedent.person().forms()[form];
        let head = self.say(word, antecedent.number, antecedent.gender);
        self.relate(
            RelationKind::PronounAntecedent,
            head.token,
            antecedent.token,
        );
        head
    }

    /// Two phrases that were joined: several, who stand for one `they`.
    pub(super) fn pair(&mut self, first: Head) -> Head {
        let head = Head {
            number: Number::Plural,
            ..first
        };
        self.discourse.mention(Mention { head, acts: true });
        head
    }
}
