//! Broken files are refused with a code and a place.

use headwise_model::tokenizer::{Bpe, Fault, TokenizerError};
use serde_json::{Value, json};

/// A sound file: every byte that is printable ASCII, and two merges.
fn sound() -> Value {
    let mut vocab: serde_json::Map<String, Value> = ('!'..='~')
        .zip(0..)
        .map(|(letter, id)| (letter.to_string(), json!(id)))
        .collect();
    vocab.extend([
        ("th".to_owned(), json!(100)),
        ("the".to_owned(), json!(101)),
    ]);
    json!({
        "added_tokens": [{"id": 102, "content": "<s>"}],
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
        "model": {"type": "BPE", "vocab": vocab, "merges": [["t", "h"], ["th", "e"]]},
    })
}

/// The sound file with another value at a place.
fn with(pointer: &str, value: Value) -> Value {
    let mut file = sound();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    match file.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[field.parse::<usize>().unwrap()] = value,
        object => object[field] = value,
    }
    file
}

#[track_caller]
fn refusal(file: &Value) -> TokenizerError {
    Bpe::parse(file.to_string().as_bytes()).unwrap_err()
}

#[test]
fn the_sound_file_is_read() {
    let tokenizer = Bpe::parse(sound().to_string().as_bytes()).unwrap();
    let ids: Vec<u32> = tokenizer
        .encode("the<s>t", false)
        .unwrap()
        .iter()
        .map(|t| t.id)
        .collect();
    assert_eq!(ids, [101, 102, u32::from(b't' - b'!')]);
    assert_eq!((tokenizer.len(), tokenizer.is_empty()), (97, false));
}

#[test]
fn a_refusal_names_the_fault_and_the_place() {
    let split = |pattern: &str, behavior: &str| {
        let split = json!({"type": "Split", "pattern": {"Regex": pattern}, "behavior": behavior});
        json!({"type": "Sequence", "pretokenizers": [split, {"type": "ByteLevel", "use_regex": false}]})
    };
    let template = |single: Value| {
        json!({"type": "TemplateProcessing", "single": single,
            "special_tokens": {"<s>": {"ids": [102]}, "<x>": {"ids": [9999]}}})
    };
    let text = json!({"Sequence": {"id": "A"}});
    let special = |id: &str| json!({"SpecialToken": {"id": id}});
    let cases = [
        (
            "/model/type",
            json!("WordPiece"),
            Fault::Unsupported,
            "model.type",
        ),
        (
            "/model/dropout",
            json!(0.1),
            Fault::Unsupported,
            "model.dropout",
        ),
        (
            "/model/byte_fallback",
            json!(true),
            Fault::Unsupported,
            "model.byte_fallback",
        ),
        (
            "/model/end_of_word_suffix",
            json!("</w>"),
            Fault::Unsupported,
            "model.end_of_word_suffix",
        ),
        (
            "/normalizer",
            json!({"type": "NFC"}),
            Fault::Unsupported,
            "normalizer",
        ),
        (
            "/decoder",
            json!({"type": "WordPiece"}),
            Fault::Unsupported,
            "decoder",
        ),
        (
            "/pre_tokenizer",
            json!(null),
            Fault::Unsupported,
            "pre_tokenizer",
        ),
        (
            "/pre_tokenizer",
            json!({"type": "Whitespace"}),
            Fault::Unsupported,
            "pre_tokenizer",
        ),
        (
            "/pre_tokenizer",
            json!({"type": "ByteLevel", "add_prefix_space": 3}),
            Fault::NotATokenizer,
            "pre_tokenizer",
        ),
        (
            "/pre_tokenizer",
            split(r"\w+", "Isolated"),
            Fault::Unsupported,
            "pre_tokenizer.pattern",
        ),
        (
            "/pre_tokenizer",
            split(r"\w+", "Removed"),
            Fault::Unsupported,
            "pre_tokenizer.pattern",
        ),
        (
            "/model/merges/1",
            json!(["th", "x", "y"]),
            Fault::NotATokenizer,
            "line 1, column",
        ),
        (
            "/model/merges/1",
            json!("t h e"),
            Fault::BrokenMerge,
            "model.merges[1]",
        ),
        (
            "/model/merges/1",
            json!(["th", "o"]),
            Fault::BrokenMerge,
            "model.merges[1]",
        ),
        (
            "/model/merges/1",
            json!(["tt", "h"]),
            Fault::BrokenMerge,
            "model.merges[1]",
        ),
        (
            "/model/merges/1",
            json!("t h"),
            Fault::BrokenMerge,
            "model.merges[1]",
        ),
        (
            "/model/vocab/the",
            json!(100),
            Fault::AmbiguousToken,
            "model.vocab[",
        ),
        (
            "/model/vocab/the",
            json!(-1),
            Fault::NotATokenizer,
            "line 1, column",
        ),
        (
            "/model/vocab/the",
            json!(1_u64 << 40),
            Fault::NotATokenizer,
            "line 1, column",
        ),
        (
            "/model/unk_token",
            json!("<unk>"),
            Fault::UnknownToken,
            "model.unk_token",
        ),
        (
            "/added_tokens/0/content",
            json!(""),
            Fault::NotATokenizer,
            "added_tokens[0]",
        ),
        (
            "/added_tokens/0/id",
            json!(101),
            Fault::AmbiguousToken,
            "added_tokens[0]",
        ),
        (
            "/added_tokens/0/content",
            json!("the"),
            Fault::AmbiguousToken,
            "added_tokens[0]",
        ),
        (
            "/added_tokens/0/lstrip",
            json!(true),
            Fault::Unsupported,
            "added_tokens[0]",
        ),
        (
            "/post_processor",
            json!({"type": "BertProcessing"}),
            Fault::Unsupported,
            "post_processor",
        ),
        (
            "/post_processor",
            template(json!([special("<s>")])),
            Fault::Unsupported,
            "post_processor.single",
        ),
        (
            "/post_processor",
            template(json!([text, text])),
            Fault::Unsupported,
            "post_processor.single",
        ),
        (
            "/post_processor",
            template(json!([special("<t>"), text])),
            Fault::UnknownToken,
            "post_processor.single",
        ),
        (
            "/post_processor",
            template(json!([special("<x>"), text])),
            Fault::UnknownToken,
            "post_processor.single",
        ),
    ];
    for (pointer, value, fault, place) in cases {
        let error = refusal(&with(pointer, value.clone()));
        assert_eq!(error.fault, fault, "{pointer} {value}: {error}");
        assert!(error.place.starts_with(place), "{pointer} {value}: {error}");
        assert!(error.to_string().len() < 300, "{error}");
    }
}

#[test]
fn what_is_given_twice_is_refused() {
    let twice = sound()
        .to_string()
        .replacen(r##""the":101"##, r##""the":101,"th":7777"##, 1);
    let error = Bpe::parse(twice.as_bytes()).unwrap_err();
    assert_eq!(error.fault, Fault::AmbiguousToken, "{error}");
    assert_eq!(error.to_string(), r#"model.vocab["th"]: is given twice"#);

    let twice = sound()
        .to_string()
        .replacen(r#""merges":"#, r#""merges":[],"merges":"#, 1);
    let error = Bpe::parse(twice.as_bytes()).unwrap_err();
    assert_eq!(error.fault, Fault::NotATokenizer, "{error}");
}

#[test]
fn what_is_no_json_is_refused() {
    let sound = sound().to_string();
    for cut in 0..sound.len() {
        let error = Bpe::parse(&sound.as_bytes()[..cut]).unwrap_err();
        assert_eq!(
            (error.fault, error.fault.as_str()),
            (Fault::NotATokenizer, "not-a-tokenizer")
        );
    }
    let deep = "[".repeat(100_000);
    let error = Bpe::parse(deep.as_bytes()).unwrap_err();
    assert_eq!(error.fault, Fault::NotATokenizer);
    let error = Bpe::parse(&vec![b' '; (64 << 20) + 1]).unwrap_err();
    assert_eq!(error.fault, Fault::TooLarge);
}

#[test]
fn a_byte_without_a_token_is_refused_or_unknown() {
    let tokenizer = Bpe::parse(sound().to_string().as_bytes()).unwrap();
    let error = tokenizer.encode("the é", false).unwrap_err();
    assert_eq!(error.fault, Fault::NoToken);
    assert_eq!(error.place, "byte 3 of the text");

    let ids = |file: &Value| -> Vec<(u32, usize, usize)> {
        let tokenizer = Bpe::parse(file.to_string().as_bytes()).unwrap();
        let tokens = tokenizer.encode("é!", false).unwrap();
        tokens
            .iter()
            .map(|token| (token.id, token.start, token.end))
            .collect()
    };
    let mut file = with("/model/unk_token", json!("?"));
    let unknown = u32::from(b'?' - b'!');
    assert_eq!(ids(&file), [(unknown, 0, 1), (unknown, 1, 2), (0, 2, 3)]);
    file["model"]["fuse_unk"] = json!(true);
    assert_eq!(ids(&file), [(unknown, 0, 2), (0, 2, 3)]);
}
