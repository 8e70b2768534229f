//! The same tokens, places and texts as Hugging Face's tokenizers library gives.

use headwise_model::tokenizer::Bpe;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Case {
    text: String,
    ids: Vec<u32>,
    /// In characters; those of a byte of a character are the whole character's.
    offsets: Vec<(usize, usize)>,
    special: Vec<u32>,
    decoded: String,
}

fn golden(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/tokenizers");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The file of one of the tokenizers.
fn file(name: &str) -> String {
    match name {
        "prefixed" => golden("gpt2.json").replacen(
            r#""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false"#,
            r#""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true"#,
            1,
        ),
        name => golden(&format!("{name}.json")),
    }
}

fn tokenizer(name: &str) -> Bpe {
    Bpe::parse(file(name).as_bytes()).unwrap()
}

fn cases() -> BTreeMap<String, Vec<Case>> {
    serde_json::from_str(&golden("texts.json")).unwrap()
}

#[test]
fn tokens_are_those_of_the_library() {
    let mut compared = 0;
    for (name, cases) in cases() {
        let tokenizer = tokenizer(&name);
        for case in cases {
            let ids = |special| -> Vec<u32> {
                let tokens = tokenizer.encode(&case.text, special).unwrap();
                tokens.iter().map(|token| token.id).collect()
            };
            assert_eq!(ids(false), case.ids, "{name}: {:?}", case.text);
            assert_eq!(ids(true), case.special, "{name}: {:?}", case.text);
            compared += 1;
        }
    }
    assert_eq!(compared, 252, "three tokenizers of 84 texts");
}

#[test]
fn tokens_stand_where_the_library_says() {
    // With a space put in front the library counts that of the text's own first character.
    for name in ["gpt2", "llama3"] {
        let tokenizer = tokenizer(name);
        for case in &cases()[name] {
            let text = &case.text;
            let characters = |token: headwise_model::tokenizer::Token| {
                let written = token.characters(text);
                let start = written.as_ptr() as usize - text.as_ptr() as usize;
                let before = text[..start].chars().count();
                (before, before + written.chars().count())
            };
            let tokens = tokenizer.encode(text, false).unwrap();
            let places: Vec<_> = tokens.iter().map(|token| characters(*token)).collect();
            assert_eq!(places, case.offsets, "{name}: {text:?}");
        }
    }
}

#[test]
fn tokens_cover_the_text() {
    for name in ["gpt2", "llama3"] {
        let tokenizer = tokenizer(name);
        for case in &cases()[name] {
            let tokens = tokenizer.encode(&case.text, false).unwrap();
            let mut end = 0;
            for token in &tokens {
                assert_eq!(token.start, end);
                let bytes = tokenizer.bytes(token.id).unwrap();
                assert_eq!(&case.text.as_bytes()[token.start..token.end], bytes);
                end = token.end;
            }
            assert_eq!(end, case.text.len());
        }
    }
}

#[test]
fn decoding_gives_the_text_of_the_library() {
    for (name, cases) in cases() {
        let tokenizer = tokenizer(&name);
        for case in cases {
            assert_eq!(tokenizer.decode(&case.ids), case.decoded, "{name}");
            let added = usize::from(name == "prefixed");
            // The space in front stays, and comes before each part between added tokens.
            if added == 0 {
                assert_eq!(case.decoded, case.text);
            }
        }
    }
}

#[test]
fn the_template_stands_at_the_ends_of_the_text() {
    let tokenizer = tokenizer("llama3");
    let tokens = tokenizer.encode("the keys", true).unwrap();
    let (first, last) = (tokens[0], tokens[tokens.len() - 1]);
    assert_eq!((first.start, first.end), (0, 0));
    assert_eq!((last.start, last.end), (8, 8));
    assert_eq!(tokenizer.bytes(first.id), Some(&b"<|begin|>"[..]));
    assert_eq!(tokenizer.bytes(last.id), Some(&b"<|endoftext|>"[..]));
}

#[test]
fn a_cut_character_becomes_a_replacement() {
    let tokenizer = tokenizer("gpt2");
    let tokens = tokenizer.encode("🦉", false).unwrap();
    assert!(tokens.len() > 1, "the bird is not in the corpus");
    assert_eq!(tokenizer.decode(&[tokens[0].id]), "\u{fffd}");
    assert_eq!(tokens[1].characters("🦉"), "🦉");
    assert_eq!(tokenizer.decode(&[u32::MAX]), "");
}

#[test]
fn a_long_piece_is_merged_in_time() {
    let text = "th".repeat(200_000);
    let tokens = tokenizer("gpt2").encode(&text, false).unwrap();
    assert_eq!(tokens.last().unwrap().end, text.len());
}
