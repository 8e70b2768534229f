use crate::{data, fact, tensor, traced};
use headwise_model::{MAX_TOKENS, Words, word_key};
use proptest::prelude::*;

fn tokens(text: &str) -> Vec<String> {
    Words::split(text, MAX_TOKENS).tokens
}

#[test]
fn punctuation_stands_apart_and_spaces_are_gone() {
    assert_eq!(
        tokens("  Stop!  Don't, it's 3.14 "),
        ["Stop", "!", "Don't", ",", "it's", "3.14"]
    );
    assert_eq!(tokens("tab\tand\nnewline"), ["tab", "and", "newline"]);
}

#[test]
fn what_a_reader_sees_as_one_sign_stays_one_token() {
    assert_eq!(tokens("a 👩‍👩‍👧‍👦 b"), ["a", "👩‍👩‍👧‍👦", "b"]);
    assert_eq!(tokens("🇩🇪 👍🏽"), ["🇩🇪", "👍🏽"]);
    assert_eq!(tokens("e\u{301}te\u{301}"), ["e\u{301}te\u{301}"]);
    assert_eq!(tokens("שלום עולם"), ["שלום", "עולם"]);
    assert_eq!(tokens("مَرْحَبًا"), ["مَرْحَبًا"]);
}

#[test]
fn invisible_signs_are_no_tokens() {
    assert_eq!(
        tokens("\u{200B}\u{FEFF} \u{200F}\u{2066}\u{0}\u{1b}"),
        [""; 0]
    );
    assert_eq!(tokens(""), [""; 0]);
}

#[test]
fn the_same_word_is_one_row_however_it_is_written() {
    let words = Words::split("The cat saw THE dog", MAX_TOKENS);
    assert_eq!(words.tokens[3], "THE", "shown as typed");
    assert_eq!(words.indices, [0, 1, 2, 0, 3]);
    assert_eq!(words.keys, ["the", "cat", "saw", "dog"].map(word_key));
}

#[test]
fn a_text_that_was_split_elsewhere_has_the_same_words() {
    let parts = ["The", " ", "cat", " ", "the", "!"];
    let parts = parts.map(|part| (part.to_owned(), part.to_lowercase()));
    assert_eq!(
        Words::of_parts(parts, 3),
        Words::split("The cat the!", 3),
        "spaces left out, words told apart in lower case, what is too much counted"
    );
}

#[test]
fn tokens_beyond_the_limit_are_counted() {
    let text = "word ".repeat(500);
    let words = Words::split(&text, MAX_TOKENS);
    assert_eq!((words.tokens.len(), words.dropped), (64, 436));
    let trace = traced(|request| request.text = text);
    assert_eq!(
        (fact(&trace, "tokens"), fact(&trace, "tokensDropped")),
        (64.0, 436.0)
    );
    assert_eq!(tensor(&trace, "scores").shape(), [4, 64, 64]);
}

#[test]
fn a_key_is_exact_in_f32() {
    let trace = traced(|_| ());
    let expected = ["the", "keys", "to", "cabinet", "are", "on", "table"].map(word_key);
    let kept: Vec<u32> = data(&trace, "wordKey")
        .iter()
        .map(|&key| key as u32)
        .collect();
    assert_eq!(kept, expected);
    assert!(expected.iter().all(|key| key >> 24 == 0));
    // A shared link has to show the same numbers tomorrow: the hash must not change.
    assert_eq!(word_key("The"), 963_240);
}

proptest! {
    #[test]
    fn splitting_loses_nothing_but_what_is_invisible(text in ".{0,80}") {
        let words = Words::split(&text, usize::MAX);
        let mut rest = text.as_str();
        for token in &words.tokens {
            let at = rest.find(token.as_str()).expect("tokens stand in the text, in order");
            rest = &rest[at + token.len()..];
        }
        prop_assert_eq!(words.tokens.len(), words.indices.len());
        for (token, &index) in words.tokens.iter().zip(&words.indices) {
            prop_assert_eq!(words.keys[index], word_key(token));
        }
        let letters = |text: &str| text.chars().filter(|sign| sign.is_alphanumeric()).count();
        prop_assert_eq!(letters(&words.tokens.concat()), letters(&text));
    }
}
