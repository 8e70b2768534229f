//! The table of words.

use std::collections::HashSet;

use headwise_model::language::{BEGIN, END_OF_SENTENCE, ENGLISH, Vocabulary};

#[test]
fn the_table_is_small_and_reads_back() {
    let vocabulary = Vocabulary::new(&ENGLISH);
    assert!(vocabulary.len() < 400, "{}", vocabulary.len());
    for (id, word) in (0..).zip(vocabulary.words()) {
        assert_eq!(vocabulary.id(word), Some(id));
        assert_eq!(vocabulary.word(id), Some(word.as_str()));
    }
    assert_eq!(vocabulary.word(BEGIN), Some("<begin>"));
    assert_eq!(vocabulary.word(END_OF_SENTENCE), Some("."));
    assert_eq!(vocabulary.word(vocabulary.len() as u32), None);
}

#[test]
fn a_spelling_shows_the_class_of_its_word() {
    let nouns = ENGLISH.nouns.iter().flat_map(|n| [n.singular, n.plural]);
    let verbs = ENGLISH.verbs.iter().flat_map(|v| [v.singular, v.plural]);
    let others = ENGLISH.invariable.iter().map(|(_, word, _)| *word);
    let names = ENGLISH.names.iter().map(|name| name.word);
    let determiners = ENGLISH.determiners.iter().map(|(word, ..)| *word);
    let surnames = ENGLISH.surnames.iter().copied();
    let mut seen = HashSet::new();
    for word in nouns
        .chain(verbs)
        .chain(others)
        .chain(names)
        .chain(determiners)
        .chain(surnames)
    {
        assert!(
            seen.insert(word.to_lowercase()),
            "{word} is spelled like another word"
        );
    }
}

#[test]
fn unknown_words_become_characters() {
    let vocabulary = Vocabulary::new(&ENGLISH);
    let spelled = |word: &str| -> Vec<String> {
        let ids = vocabulary.encode_word(word);
        ids.iter()
            .map(|id| vocabulary.word(*id).expect("a token").to_owned())
            .collect()
    };
    assert_eq!(spelled("KEYS"), ["keys"]);
    assert_eq!(spelled("tom"), ["Tom"]);
    assert_eq!(spelled("a"), ["a"]);
    assert_eq!(spelled("Zoë's"), ["#z", "#o", "#?", "#'", "#s"]);
    assert_eq!(
        spelled("#a"),
        ["#?", "#a"],
        "a character's spelling is no word"
    );
    assert!(vocabulary.encode_word("").is_empty());
    let characters = (0..vocabulary.len() as u32).filter(|id| vocabulary.is_character(*id));
    assert_eq!(characters.count(), 26 + 10 + 2 + 1);
}
