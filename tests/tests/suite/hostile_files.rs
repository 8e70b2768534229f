//! Tensor files that no honest writer makes.

use crate::scratch::Scratch;
use headwise_tests::Obstacle;
use headwise_tests::safetensors_file::TensorFile;
use headwise_tests::tensor::ElementType;
use serde_json::json;

/// A file of that header, padded so that the data is aligned to 8 bytes, and that data.
fn file(header: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{header:<width$}", width = header.len().next_multiple_of(8));
    let length = header.len() as u64;
    [length.to_le_bytes().as_slice(), header.as_bytes(), data].concat()
}

/// The message with which a file is refused as broken.
#[track_caller]
fn refusal(bytes: Vec<u8>) -> String {
    match TensorFile::parse(bytes) {
        Err(Obstacle::Broken(message)) => message,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn every_element_type_is_decoded_as_little_endian() {
    let types: [(&str, ElementType, &[u8], [f64; 2]); 8] = [
        ("BOOL", ElementType::Bool, &[1, 0], [1.0, 0.0]),
        ("U8", ElementType::U8, &[7, 255], [7.0, 255.0]),
        (
            "I32",
            ElementType::I32,
            &[1, 2, 0, 0, 255, 255, 255, 255],
            [513.0, -1.0],
        ),
        (
            "I64",
            ElementType::I64,
            &[3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
            [3.0, 256.0],
        ),
        (
            "F16",
            ElementType::F16,
            &[0x00, 0x3c, 0x00, 0xfc],
            [1.0, f64::NEG_INFINITY],
        ),
        (
            "BF16",
            ElementType::Bf16,
            &[0x80, 0x3f, 0x00, 0xc0],
            [1.0, -2.0],
        ),
        (
            "F32",
            ElementType::F32,
            &[0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0],
            [1.0, -2.0],
        ),
        (
            "F64",
            ElementType::F64,
            &[0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0],
            [1.0, -2.0],
        ),
    ];
    for (dtype, element, data, numbers) in types {
        let end = data.len();
        let header = json!({ "x": { "dtype": dtype, "shape": [2], "data_offsets": [0, end] } });
        let tensor = TensorFile::parse(file(&header.to_string(), data))
            .unwrap()
            .tensor("x")
            .unwrap();
        assert_eq!(tensor.element, element);
        assert_eq!(tensor.values.as_slice().unwrap(), numbers, "{dtype}");
    }
}

#[test]
fn a_truncated_file_fails_its_case() {
    let scratch = Scratch::with_case("truncated", "test_attention_4d");
    let name = "test_attention_4d.safetensors";
    let bytes = scratch.read(name);
    for length in [0, 7, 8, 100, bytes.len() - 1] {
        scratch.write(name, &bytes[..length]);
        scratch.must_fail("test_attention_4d.safetensors: ");
    }
}

#[test]
fn an_unknown_element_type_skips_its_case() {
    let scratch = Scratch::with_case("unknown_element", "test_attention_4d");
    let name = "test_attention_4d.safetensors";
    let text = scratch
        .read(name)
        .iter()
        .map(|&byte| char::from(byte))
        .collect::<String>();
    let text = text.replacen("\"F32\"", "\"P32\"", 1);
    scratch.write(
        name,
        &text.chars().map(|char| char as u8).collect::<Vec<u8>>(),
    );
    scratch.must_skip("element type P32 is unknown");
}

#[test]
fn an_element_type_that_is_not_decoded_is_named() {
    let bytes = file(
        r#"{"x":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}"#,
        &[0; 8],
    );
    let obstacle = TensorFile::parse(bytes).unwrap().tensor("x").unwrap_err();
    assert_eq!(
        obstacle,
        Obstacle::Unsupported("x: element type C64 is not decoded".to_owned())
    );
}

#[test]
fn a_header_of_absurd_length_is_refused_before_it_is_read() {
    for length in [u64::MAX, 1 << 40, (1 << 20) + 1] {
        assert!(refusal(length.to_le_bytes().to_vec()).contains("are read"));
    }
}

#[test]
fn a_tensor_that_is_given_twice_is_refused() {
    let entry = r#""x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}"#;
    let message = refusal(file(&format!("{{{entry},{entry}}}"), &[0]));
    assert!(message.contains("x is given twice"), "{message}");
}

#[test]
fn unknown_fields_are_refused() {
    let message = refusal(file(
        r#"{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"href":"y"}}"#,
        &[0],
    ));
    assert!(message.contains("unknown field `href`"), "{message}");
}

#[test]
fn misaligned_data_is_refused() {
    let header = r#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#;
    let message = refusal(file(header, &[0; 5]));
    assert!(
        message.contains("b: data at (1, 5) is not aligned to 4 bytes"),
        "{message}"
    );
}

#[test]
fn an_empty_tensor_may_not_have_absurd_dimensions() {
    for shape in [
        "[0,4611686018427387904]",
        "[4294967296,4294967296,0]",
        "[0,268435457]",
    ] {
        let header = format!(r#"{{"x":{{"dtype":"F32","shape":{shape},"data_offsets":[0,0]}}}}"#);
        let message = refusal(file(&header, &[]));
        assert!(message.contains("is absurd"), "{message}");
    }
}

#[test]
fn data_must_be_tiled_without_holes_or_overlaps() {
    for offsets in ["[0,3]", "[4,8]", "[8,4]", "[0,18446744073709551615]"] {
        let header = format!(r#"{{"x":{{"dtype":"F32","shape":[1],"data_offsets":{offsets}}}}}"#);
        refusal(file(&header, &[0; 8]));
    }
}

#[test]
fn headers_that_are_no_object_of_entries_are_refused() {
    let nested = format!("{{\"x\":{}", "[".repeat(1000));
    for header in [
        "",
        "[]",
        "null",
        r#"{"x":1}"#,
        r#"{"__metadata__":[1]}"#,
        "{\"x\":",
        &nested,
    ] {
        assert!(refusal(file(header, &[])).starts_with("header: "));
    }
}

#[test]
fn values_that_their_type_does_not_allow_are_refused() {
    let header = r#"{"x":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}"#;
    let obstacle = TensorFile::parse(file(header, &[2]))
        .unwrap()
        .tensor("x")
        .unwrap_err();
    assert_eq!(obstacle, Obstacle::Broken("x: a boolean of 2".to_owned()));

    let header = r#"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#;
    let bytes = file(header, &i64::MIN.to_le_bytes());
    assert!(TensorFile::parse(bytes).unwrap().tensor("x").is_err());
}
