//! Words of the small English, and words that it does not have.

use headwise_model::language::{
    BEGIN, END_OF_SENTENCE, ENGLISH, Generator, Split, Stretches, Vocabulary,
};
use headwise_model::tokenizer::{WordPiece, WordTokenizer};

fn tokenizer() -> WordTokenizer {
    WordTokenizer::new(Vocabulary::new(&ENGLISH))
}

/// The words of the tokens, their places and whether they are letters.
fn read(text: &str) -> Vec<(String, &str, bool)> {
    let tokenizer = tokenizer();
    let pieces = tokenizer.encode(text).into_iter();
    let shown = |WordPiece { token, letter, .. }: WordPiece| {
        let word = tokenizer.vocabulary().word(token.id).unwrap();
        (word.to_owned(), &text[token.start..token.end], letter)
    };
    pieces.map(shown).collect()
}

#[test]
fn a_known_word_is_one_token_in_any_case() {
    assert_eq!(
        read("The KEYS anna  sees."),
        [
            ("the", "The", false),
            ("keys", "KEYS", false),
            ("Anna", "anna", false),
            ("sees", "sees", false),
            (".", ".", false)
        ]
        .map(|(word, written, letter)| (word.to_owned(), written, letter))
    );
}

#[test]
fn an_unknown_word_is_its_letters_each_with_its_place() {
    assert_eq!(
        read("Zoë's a cat!"),
        [
            ("#z", "Z", true),
            ("#o", "o", true),
            ("#?", "ë", true),
            ("#'", "'", true),
            ("#s", "s", true),
            ("a", "a", false),
            ("cat", "cat", false),
            ("#?", "!", true)
        ]
        .map(|(word, written, letter)| (word.to_owned(), written, letter))
    );
    let words: Vec<usize> = tokenizer()
        .encode("Bob sees Ada")
        .iter()
        .map(|piece| piece.word)
        .collect();
    assert_eq!(words, [0, 0, 0, 1, 2, 2, 2]);
}

#[test]
fn nothing_typed_is_a_special_token() {
    for text in ["<begin>", "#a", "#?", " \u{200b}\n\t ", ""] {
        let ids = tokenizer().encode(text);
        assert!(ids.iter().all(|piece| piece.token.id != BEGIN), "{text:?}");
    }
    assert_eq!(read("#a")[0].0, "#?");
    assert!(read(" \u{200b}\n\t ").is_empty());
    assert_eq!(tokenizer().encode(".")[0].token.id, END_OF_SENTENCE);
}

#[test]
fn letters_that_grow_in_lower_case_keep_their_place() {
    // The capital I with a dot is an i and a combining dot.
    let pieces = read("İ");
    assert_eq!(
        pieces,
        [("#i".to_owned(), "İ", true), ("#?".to_owned(), "İ", true)]
    );
}

#[test]
fn sentences_of_the_language_survive() {
    let generator = Generator::new(
        ENGLISH,
        3,
        64,
        Stretches {
            percent: 0,
            ..Stretches::default()
        },
    )
    .unwrap();
    let tokenizer = tokenizer();
    for index in 0..20 {
        let tokens = generator.segment(Split::HeldOut, index).tokens;
        let text = tokenizer.decode(&tokens[1..]);
        let again: Vec<u32> = tokenizer
            .encode(&text)
            .iter()
            .map(|piece| piece.token.id)
            .collect();
        assert_eq!(again, tokens[1..], "{text}");
    }
}

#[test]
fn letters_are_written_together() {
    let tokenizer = tokenizer();
    let ids: Vec<u32> = tokenizer
        .encode("the cat sees Bob near Ada.")
        .iter()
        .map(|piece| piece.token.id)
        .collect();
    assert_eq!(tokenizer.decode(&ids), "the cat sees bob near ada.");
    assert_eq!(tokenizer.decode(&[u32::MAX]), "");
}
