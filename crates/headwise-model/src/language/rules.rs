//! The rules of the small English.
//!
//! They are unambiguous by design: nouns take a preposition or a relative clause only before the
//! verb, and verbs only behind it; a preposition attaches to the noun just before it; pairs join
//! phrases that end where they must; `who` and `that` begin clauses with one object at most.

use super::grammar::{
    Content::{
        BoundPronoun, Determiner, Literal, Name, Noun, ObjectPronoun, Phrase, Possessive,
        Reflexive, SubjectPronoun, Verb, Word,
    },
    End::{Governor, Part as At},
    Link, Part,
    RelationKind::{
        AdjectiveNoun, AdverbVerb, Conjunct, DeterminerNoun, PrepositionHead, PrepositionObject,
        RelativeNoun, VerbObject, VerbSubject,
    },
    Rule,
    Symbol::{self, *},
};
use super::lexicon::{Frame, Invariable, Sort};

/// Weights of singular and plural where number is free.
pub(super) const NUMBER_WEIGHTS: [u32; 2] = [3, 2];

const fn rule(weight: u32, parts: &'static [Part], links: &'static [Link]) -> Rule {
    Rule {
        weight,
        parts,
        head: 0,
        links,
        pair: false,
    }
}

/// A rule whose head is its last part: determiner, adjective, noun.
const fn core(weight: u32, parts: &'static [Part], links: &'static [Link]) -> Rule {
    let mut rule = rule(weight, parts, links);
    rule.head = parts.len() - 1;
    rule
}

const fn phrase(symbol: Symbol) -> Part {
    Part::new(Phrase(symbol))
}

const fn verb(frame: Frame) -> Part {
    Part::new(Verb(frame))
}

const fn word(class: Invariable) -> Part {
    Part::new(Word(class))
}

const STOP: Part = Part::new(Literal("."));
const AND: Part = Part::new(Literal("and"));
const WHO: Part = Part::new(Literal("who"));
const THAT: Part = Part::new(Literal("that"));
const NAME: Part = Part::new(Name);
const THE: Part = Part::new(Determiner);
const OLD: Part = word(Invariable::Quality);
const RED: Part = word(Invariable::Colour);
const HAPPY: Part = word(Invariable::Mood);
const OFTEN: Part = word(Invariable::Frequency);
const BOY: Part = Part::new(Noun(Sort::Person));
const CAT: Part = Part::new(Noun(Sort::Animal));
const KEY: Part = Part::new(Noun(Sort::Thing));
const GARDEN: Part = Part::new(Noun(Sort::Place));
const SLEEPS: Part = verb(Frame::Alone);
const HELPS: Part = verb(Frame::Someone);
const OPENS: Part = verb(Frame::Something);
const IS: Part = verb(Frame::Is);
const WAS: Part = verb(Frame::Was);

const SUBJECT: Link = (VerbSubject, At(0), Governor);
const OBJECT: Link = (VerbObject, At(1), At(0));
const IS_ADJECTIVE: Link = (AdjectiveNoun, At(1), Governor);
const PREPOSITION: &[Link] = &[
    (PrepositionHead, At(0), Governor),
    (PrepositionObject, At(1), At(0)),
];
const RELATIVE: Link = (RelativeNoun, At(0), Governor);
const RELATIVE_SUBJECT: Link = (VerbSubject, At(1), Governor);
const DETERMINER: &[Link] = &[(DeterminerNoun, At(1), At(0))];
const DETERMINER_ADJECTIVE: &[Link] = &[
    (DeterminerNoun, At(2), At(0)),
    (AdjectiveNoun, At(2), At(1)),
];
/// Behind `who` or `that` a subject and a verb, whose object is the noun before the clause.
const FRONTED_OBJECT: &[Link] = &[
    RELATIVE,
    (VerbSubject, At(2), At(1)),
    (VerbObject, At(2), Governor),
];

/// All ways to expand a symbol.
pub(super) fn rules(symbol: Symbol) -> &'static [Rule] {
    let of_symbol = RULES.iter().find(|(of, _)| *of == symbol);
    of_symbol.map_or(&[], |(_, rules)| rules)
}

#[rustfmt::skip]
static RULES: &[(Symbol, &[Rule])] = &[
    (Sentence, &[
        rule(5, &[phrase(Actor), phrase(Act).like(0).under(0), STOP], &[]),
        rule(2, &[phrase(Topic), phrase(State).like(0).under(0), STOP], &[]),
    ]),

    // Subjects.
    (Actor, &[
        rule(5, &[NAME], &[]),
        rule(5, &[Part::new(SubjectPronoun { acts: true })], &[]),
        rule(5, &[phrase(Person).drawn()], &[]),
        rule(2, &[phrase(Animal).drawn()], &[]),
        Rule { pair: true, ..rule(1, &[phrase(Simple), AND, phrase(Simple)], &[(Conjunct, At(2), At(0))]) },
    ]),
    (Topic, &[
        rule(1, &[Part::new(SubjectPronoun { acts: false })], &[]),
        rule(4, &[phrase(Thing).drawn()], &[]),
    ]),
    (Simple, &[rule(1, &[NAME], &[]), rule(1, &[phrase(PersonCore).drawn()], &[])]),

    // Determiner, adjectives, noun.
    (PersonCore, &[core(5, &[THE, BOY], DETERMINER), core(2, &[THE, OLD, BOY], DETERMINER_ADJECTIVE)]),
    (AnimalCore, &[core(5, &[THE, CAT], DETERMINER), core(2, &[THE, OLD, CAT], DETERMINER_ADJECTIVE)]),
    (ThingCore, &[
        core(6, &[THE, KEY], DETERMINER),
        core(2, &[THE, OLD, KEY], DETERMINER_ADJECTIVE),
        core(2, &[THE, RED, KEY], DETERMINER_ADJECTIVE),
        core(1, &[THE, OLD, RED, KEY],
            &[(DeterminerNoun, At(3), At(0)), (AdjectiveNoun, At(3), At(1)), (AdjectiveNoun, At(3), At(2))]),
    ]),
    (PlaceCore, &[core(1, &[THE, GARDEN], DETERMINER)]),

    // What stands between a subject's noun and its verb.
    (Person, &[
        rule(4, &[phrase(PersonCore)], &[]),
        rule(1, &[phrase(PersonCore), phrase(Beside).under(0)], &[]),
        rule(1, &[phrase(PersonCore), phrase(PersonRelative).under(0)], &[]),
    ]),
    (Animal, &[
        rule(4, &[phrase(AnimalCore)], &[]),
        rule(1, &[phrase(AnimalCore), phrase(Beside).under(0)], &[]),
    ]),
    (Thing, &[
        rule(3, &[phrase(ThingCore)], &[]),
        rule(3, &[phrase(ThingCore), phrase(Beside).under(0)], &[]),
        rule(1, &[phrase(ThingCore), phrase(ThingRelative).under(0)], &[]),
    ]),
    (Beside, &[
        rule(3, &[word(Invariable::Beside), phrase(ThingCore).drawn()], PREPOSITION),
        rule(1, &[word(Invariable::Beside), phrase(ThingCore).drawn(), phrase(Beyond).under(1)], PREPOSITION),
    ]),
    (Beyond, &[rule(1, &[word(Invariable::Inside), phrase(PlaceCore).drawn()], PREPOSITION)]),
    (PersonRelative, &[
        rule(2, &[WHO, SLEEPS], &[RELATIVE, RELATIVE_SUBJECT]),
        rule(1, &[WHO, OPENS, phrase(ThingCore).drawn()], &[RELATIVE, RELATIVE_SUBJECT, (VerbObject, At(2), At(1))]),
        rule(1, &[WHO, HELPS, phrase(Simple)], &[RELATIVE, RELATIVE_SUBJECT, (VerbObject, At(2), At(1))]),
        rule(2, &[WHO, phrase(Simple), HELPS.like(1)], FRONTED_OBJECT),
    ]),
    (ThingRelative, &[rule(1, &[THAT, phrase(Simple), OPENS.like(1)], FRONTED_OBJECT)]),

    // Predicates; their governor is the subject.
    (Act, &[
        rule(5, &[SLEEPS, phrase(Tail).under(0)], &[SUBJECT]),
        rule(2, &[OFTEN, SLEEPS], &[(VerbSubject, At(1), Governor), (AdverbVerb, At(1), At(0))]),
        rule(1, &[word(Invariable::Past), phrase(Tail).under(0)], &[SUBJECT]),
        rule(1, &[SLEEPS, AND, OPENS, phrase(Item)],
            &[SUBJECT, (VerbSubject, At(2), Governor), (Conjunct, At(2), At(0)), (VerbObject, At(3), At(2))]),
        rule(4, &[HELPS, phrase(Friend)], &[SUBJECT, OBJECT]),
        rule(4, &[OPENS, phrase(Item)], &[SUBJECT, OBJECT]),
        rule(2, &[verb(Frame::Clause), THAT, phrase(Thought)], &[SUBJECT]),
        rule(2, &[IS, HAPPY], &[SUBJECT, IS_ADJECTIVE]),
        rule(1, &[WAS, HAPPY], &[SUBJECT, IS_ADJECTIVE]),
        rule(2, &[IS, phrase(Location).under(0)], &[SUBJECT]),
    ]),
    (Brief, &[
        rule(3, &[SLEEPS], &[SUBJECT]),
        rule(1, &[HELPS, phrase(Friend)], &[SUBJECT, OBJECT]),
        rule(1, &[OPENS, phrase(Item)], &[SUBJECT, OBJECT]),
        rule(2, &[IS, HAPPY], &[SUBJECT, IS_ADJECTIVE]),
    ]),
    (State, &[
        rule(2, &[verb(Frame::Happens)], &[SUBJECT]),
        rule(2, &[IS, RED], &[SUBJECT, IS_ADJECTIVE]),
        rule(2, &[IS, OLD], &[SUBJECT, IS_ADJECTIVE]),
        rule(1, &[WAS, OLD], &[SUBJECT, IS_ADJECTIVE]),
        rule(3, &[IS, phrase(Location).under(0)], &[SUBJECT]),
    ]),
    (Tail, &[
        rule(4, &[], &[]),
        rule(2, &[phrase(Location)], &[]),
        rule(2, &[word(Invariable::Manner)], &[(AdverbVerb, At(0), Governor)]),
    ]),
    (Location, &[
        rule(1, &[word(Invariable::Inside), phrase(PlaceCore).drawn()], PREPOSITION),
        rule(1, &[word(Invariable::Upon), phrase(ThingCore).drawn()], PREPOSITION),
    ]),
    (Friend, &[
        rule(2, &[NAME], &[]),
        rule(2, &[phrase(PersonCore).drawn()], &[]),
        rule(1, &[phrase(AnimalCore).drawn()], &[]),
        rule(3, &[Part::new(ObjectPronoun)], &[]),
        rule(2, &[Part::new(Reflexive)], &[]),
    ]),
    (Item, &[
        rule(3, &[phrase(ThingCore).drawn()], &[]),
        core(2, &[Part::new(Possessive), KEY.drawn()], DETERMINER),
    ]),
    (Thought, &[
        rule(3, &[Part::new(BoundPronoun), phrase(Brief).like(0).under(0)], &[]),
        rule(1, &[phrase(Simple), phrase(Brief).like(0).under(0)], &[]),
    ]),
];
