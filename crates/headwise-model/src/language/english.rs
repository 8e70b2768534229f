//! The words of the small English that the model is trained on.
//!
//! No open-class word is spelled like another, in either case: a spelling shows its class and
//! number. No adjective or noun begins with a vowel letter that does not sound like one, so the
//! letter decides between `a` and `an`.

use super::lexicon::{
    Frame::{self, Alone, Clause, Happens, Is, Someone, Something, Was},
    Gender::{self, Female, Male, Neuter},
    Invariable::{self, Beside, Colour, Frequency, Inside, Manner, Mood, Past, Quality, Upon},
    Lexicon, Name, Noun,
    Number::{Plural, Singular},
    Sort, Verb,
};

const fn noun(
    singular: &'static str,
    plural: &'static str,
    sort: Sort,
    gender: Gender,
    weight: u32,
) -> Noun {
    Noun {
        singular,
        plural,
        sort,
        gender,
        weight,
    }
}

const fn man(singular: &'static str, plural: &'static str, weight: u32) -> Noun {
    noun(singular, plural, Sort::Person, Male, weight)
}

const fn woman(singular: &'static str, plural: &'static str, weight: u32) -> Noun {
    noun(singular, plural, Sort::Person, Female, weight)
}

const fn animal(singular: &'static str, plural: &'static str, weight: u32) -> Noun {
    noun(singular, plural, Sort::Animal, Neuter, weight)
}

const fn thing(singular: &'static str, plural: &'static str, weight: u32) -> Noun {
    noun(singular, plural, Sort::Thing, Neuter, weight)
}

const fn place(singular: &'static str, plural: &'static str, weight: u32) -> Noun {
    noun(singular, plural, Sort::Place, Neuter, weight)
}

const fn verb(singular: &'static str, plural: &'static str, frame: Frame, weight: u32) -> Verb {
    Verb {
        singular,
        plural,
        frame,
        weight,
    }
}

const fn name(word: &'static str, gender: Gender) -> Name {
    Name { word, gender }
}

/// A few hundred words. The weights make a handful of each class common and some rare.
pub const ENGLISH: Lexicon = Lexicon {
    nouns: NOUNS,
    verbs: VERBS,
    names: NAMES,
    surnames: &[
        "Reed", "Stone", "Miller", "Baker", "Carter", "Fisher", "Potter", "Mason", "Hale", "Ward",
        "Quill", "Frost",
    ],
    determiners: &[
        ("the", None, 6),
        ("a", Some(Singular), 3),
        ("this", Some(Singular), 1),
        ("some", Some(Plural), 2),
        ("these", Some(Plural), 1),
    ],
    invariable: INVARIABLE,
};

#[rustfmt::skip]
const NOUNS: &[Noun] = &[
    man("boy", "boys", 8), man("man", "men", 8), man("king", "kings", 4), man("uncle", "uncles", 4),
    man("brother", "brothers", 4), man("prince", "princes", 2), man("monk", "monks", 1),
    woman("girl", "girls", 8), woman("woman", "women", 8), woman("queen", "queens", 4),
    woman("aunt", "aunts", 4), woman("sister", "sisters", 4), woman("princess", "princesses", 2),
    woman("nun", "nuns", 1),
    animal("cat", "cats", 8), animal("dog", "dogs", 8), animal("bird", "birds", 4),
    animal("horse", "horses", 4), animal("fox", "foxes", 4), animal("owl", "owls", 2),
    animal("rabbit", "rabbits", 2), animal("otter", "otters", 1),
    thing("key", "keys", 8), thing("box", "boxes", 8), thing("book", "books", 8),
    thing("cabinet", "cabinets", 6), thing("table", "tables", 6), thing("letter", "letters", 6),
    thing("lamp", "lamps", 4), thing("chair", "chairs", 4), thing("picture", "pictures", 4),
    thing("cup", "cups", 4), thing("basket", "baskets", 4), thing("apple", "apples", 4),
    thing("bell", "bells", 2), thing("coat", "coats", 2), thing("drum", "drums", 2),
    thing("umbrella", "umbrellas", 1), thing("violin", "violins", 1), thing("anchor", "anchors", 1),
    place("garden", "gardens", 8), place("house", "houses", 8), place("room", "rooms", 6),
    place("village", "villages", 4), place("forest", "forests", 4), place("market", "markets", 4),
    place("tower", "towers", 2), place("orchard", "orchards", 1),
];

#[rustfmt::skip]
const VERBS: &[Verb] = &[
    verb("sleeps", "sleep", Alone, 8), verb("smiles", "smile", Alone, 8),
    verb("sings", "sing", Alone, 6), verb("laughs", "laugh", Alone, 6),
    verb("waits", "wait", Alone, 4), verb("walks", "walk", Alone, 4), verb("runs", "run", Alone, 4),
    verb("dances", "dance", Alone, 2), verb("sneezes", "sneeze", Alone, 1),
    verb("falls", "fall", Happens, 4), verb("shines", "shine", Happens, 4),
    verb("breaks", "break", Happens, 2), verb("vanishes", "vanish", Happens, 1),
    verb("sees", "see", Someone, 8), verb("helps", "help", Someone, 8),
    verb("likes", "like", Someone, 6), verb("follows", "follow", Someone, 4),
    verb("knows", "know", Someone, 4), verb("trusts", "trust", Someone, 2),
    verb("admires", "admire", Someone, 1),
    verb("opens", "open", Something, 8), verb("finds", "find", Something, 8),
    verb("carries", "carry", Something, 6), verb("paints", "paint", Something, 4),
    verb("hides", "hide", Something, 4), verb("repairs", "repair", Something, 2),
    verb("polishes", "polish", Something, 1),
    verb("says", "say", Clause, 6), verb("thinks", "think", Clause, 4),
    verb("hopes", "hope", Clause, 2),
    verb("is", "are", Is, 1), verb("was", "were", Was, 1),
];

#[rustfmt::skip]
const NAMES: &[Name] = &[
    name("Tom", Male), name("Peter", Male), name("Hugo", Male), name("Oscar", Male),
    name("David", Male), name("Felix", Male), name("Simon", Male), name("Victor", Male),
    name("Anna", Female), name("Mary", Female), name("Clara", Female), name("Emma", Female),
    name("Julia", Female), name("Nora", Female), name("Sofia", Female), name("Alice", Female),
];

#[rustfmt::skip]
const INVARIABLE: &[(Invariable, &str, u32)] = &[
    (Quality, "old", 6), (Quality, "small", 6), (Quality, "big", 4), (Quality, "strange", 2),
    (Quality, "beautiful", 2), (Quality, "quiet", 2), (Quality, "elegant", 1),
    (Colour, "red", 4), (Colour, "green", 4), (Colour, "blue", 4), (Colour, "white", 2),
    (Colour, "yellow", 2), (Colour, "purple", 1),
    (Mood, "happy", 6), (Mood, "tired", 6), (Mood, "hungry", 4), (Mood, "kind", 4),
    (Mood, "brave", 2), (Mood, "curious", 1),
    (Frequency, "often", 4), (Frequency, "always", 2), (Frequency, "never", 2),
    (Frequency, "rarely", 1),
    (Manner, "quietly", 4), (Manner, "again", 4), (Manner, "today", 2), (Manner, "together", 1),
    (Beside, "near", 6), (Beside, "behind", 4), (Beside, "with", 4), (Beside, "beside", 2),
    (Inside, "in", 6), (Inside, "at", 2), (Inside, "outside", 1),
    (Upon, "on", 6), (Upon, "under", 4), (Upon, "above", 1),
    (Past, "slept", 4), (Past, "sang", 2), (Past, "waited", 2), (Past, "danced", 1),
];
