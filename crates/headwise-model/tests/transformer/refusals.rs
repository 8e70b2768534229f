//! What is refused, and by which name.

use crate::tiny::{Stored, Tiny, file, load, tokens};
use headwise_model::safetensors::{FileError, TensorFile};
use headwise_model::transformer::{Config, ModelError, Observe, Reference};
use serde_json::{Value, json};

/// The refusal of a configuration with these fields instead.
#[track_caller]
fn refusal(tiny: Tiny, fields: Value) -> String {
    let config = tiny.configured(fields).config.to_string();
    Config::parse(config.as_bytes()).unwrap_err().to_string()
}

#[test]
fn every_missing_tensor_is_named_with_its_shape() {
    for tiny in [Tiny::gpt2(), Tiny::llama()] {
        for index in 0..tiny.tensors.len() {
            let mut lacking = tiny.clone();
            let Stored { name, shape, .. } = lacking.tensors.remove(index);
            let error = lacking.load().err().unwrap();
            assert_eq!(error, ModelError::MissingTensor { name, shape });
        }
    }
}

#[test]
fn every_wrong_shape_is_named_with_both_shapes() {
    for tiny in [Tiny::gpt2(), Tiny::llama()] {
        for index in 0..tiny.tensors.len() {
            let mut wrong = tiny.clone();
            let Stored { name, shape, .. } = &mut wrong.tensors[index];
            let (name, expected) = (name.clone(), shape.clone());
            // As many elements, in another shape.
            shape.push(1);
            let found = shape.clone();
            let error = wrong.load().err().unwrap();
            assert_eq!(
                error,
                ModelError::WrongShape {
                    name,
                    expected,
                    found
                }
            );
        }
    }
}

#[test]
fn a_transposed_map_is_refused_by_its_shape() {
    let mut tiny = Tiny::gpt2();
    tiny.tensor("transformer.h.1.attn.c_attn.weight")
        .shape
        .reverse();
    assert_eq!(
        tiny.load().err().unwrap().to_string(),
        "tensor transformer.h.1.attn.c_attn.weight has shape [24, 8] where the configuration asks for [8, 24]"
    );
}

#[test]
fn parameters_must_be_floating_point_numbers() {
    let tiny = Tiny::gpt2();
    let text = |from: &str, to: &str| {
        let file: String = tiny.file().into_iter().map(char::from).collect();
        assert!(file.contains(from));
        file.replace(from, to)
            .chars()
            .map(|char| char as u8)
            .collect::<Vec<u8>>()
    };
    let config = tiny.config.to_string();
    let error = load(config.as_bytes(), text("F32", "I32"), Reference)
        .err()
        .unwrap();
    let message = "transformer.wpe.weight: elements of type I32 are no parameters".to_owned();
    assert_eq!(error, ModelError::File(FileError::Broken(message)));
    let error = load(config.as_bytes(), text("F32", "U32"), Reference)
        .err()
        .unwrap();
    let message = "transformer.wpe.weight: element type U32 is not decoded".to_owned();
    assert_eq!(error, ModelError::File(FileError::Unsupported(message)));
}

#[test]
fn other_architectures_and_their_parts_are_refused_by_name() {
    for (fields, part) in [
        (
            json!({ "model_type": "bert" }),
            "architecture bert is not built",
        ),
        (
            json!({ "hidden_act": "quick_gelu" }),
            "activation quick_gelu is not built",
        ),
        (
            json!({ "rope_scaling": { "type": "yarn", "factor": 2 } }),
            "type yarn are not built",
        ),
        (
            json!({ "rope_parameters": { "partial_rotary_factor": 0.5 } }),
            "a part is turned",
        ),
    ] {
        let message = refusal(Tiny::llama(), fields);
        assert!(message.contains(part), "{message}");
    }
    let message = refusal(Tiny::gpt2(), json!({ "add_cross_attention": true }));
    assert!(
        message.contains("cross-attention is not built"),
        "{message}"
    );
}

#[test]
fn impossible_sizes_are_refused() {
    for (fields, part) in [
        (json!({ "vocab_size": 0 }), "the vocabulary is 0"),
        (json!({ "vocab_size": 1_u64 << 60 }), "the vocabulary is"),
        (json!({ "vocab_size": -1 }), "invalid value"),
        (
            json!({ "num_key_value_heads": 3 }),
            "3 key heads do not divide 4 heads",
        ),
        (
            json!({ "num_key_value_heads": 0 }),
            "the number of key heads is 0",
        ),
        (
            json!({ "num_attention_heads": 0, "head_dim": null }),
            "0 heads do not divide",
        ),
        (
            json!({ "head_dim": 5 }),
            "a head of odd width 5 cannot be turned",
        ),
        (json!({ "head_dim": 1_u64 << 40 }), "the width of a head is"),
        (
            json!({ "rms_norm_eps": -1.0 }),
            "the epsilon of norms is -1",
        ),
        (json!({ "rope_theta": 0.0 }), "rope_theta is 0"),
        (
            json!({ "rope_scaling": { "rope_type": "llama3", "factor": 8 } }),
            "low_freq_factor is missing",
        ),
        (
            json!({ "model_type": "mistral", "sliding_window": 0 }),
            "a window of 0 keys",
        ),
        (json!({ "model_type": null }), "names no model_type"),
    ] {
        let message = refusal(Tiny::llama(), fields.clone());
        assert!(
            message.starts_with("config.json: ") && message.contains(part),
            "{fields}: {message}"
        );
    }
    let message = refusal(Tiny::gpt2(), json!({ "n_head": 3 }));
    assert!(
        message.contains("3 heads do not divide a width of 8"),
        "{message}"
    );
}

#[test]
fn sizes_that_the_file_does_not_have_take_no_memory() {
    // The shape in the header is compared first: the largest sizes fail at the first tensor.
    let largest = 1 << 24;
    for field in ["vocab_size", "hidden_size", "intermediate_size"] {
        let tiny = Tiny::llama().configured(json!({ field: largest }));
        let error = tiny.load().err().unwrap();
        assert!(matches!(error, ModelError::WrongShape { .. }), "{error}");
    }
    let tiny = Tiny::llama().configured(json!({ "num_hidden_layers": largest }));
    assert!(
        tiny.load()
            .err()
            .unwrap()
            .to_string()
            .starts_with("tensor model.layers.2.")
    );
    let tiny = Tiny::gpt2().configured(json!({ "n_positions": largest }));
    assert!(
        tiny.load()
            .err()
            .unwrap()
            .to_string()
            .starts_with("tensor transformer.wpe.weight")
    );
}

#[test]
fn fields_and_tensors_given_twice_are_refused() {
    let config = br#"{"model_type":"gpt2","model_type":"gpt2"}"#;
    let message = Config::parse(config).unwrap_err().to_string();
    assert!(
        message.contains("duplicate field `model_type`"),
        "{message}"
    );

    let entry = r#""x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#;
    let error = TensorFile::parse(file(&format!("{{{entry},{entry}}}"), &[0; 4])).unwrap_err();
    assert!(error.to_string().contains("x is given twice"), "{error}");
}

#[test]
fn headers_that_promise_more_than_there_is_are_refused() {
    for offsets in [
        "[0,8]",
        "[0,18446744073709551615]",
        "[18446744073709551612,0]",
    ] {
        let header = format!(r#"{{"x":{{"dtype":"F32","shape":[2],"data_offsets":{offsets}}}}}"#);
        assert!(
            TensorFile::parse(file(&header, &[0; 4])).is_err(),
            "{offsets}"
        );
    }
}

#[test]
fn inputs_that_the_model_does_not_take_leave_the_cache_as_it_was() {
    let model = Tiny::gpt2().model();
    let mut cache = model.cache(1);
    model
        .forward(tokens(1, 20).view(), &mut cache, Observe::default())
        .unwrap();
    let mut beyond = tokens(1, 2);
    beyond[[0, 1]] = 11;
    for (text, reason) in [
        (tokens(1, 0), "there are no tokens to run"),
        (tokens(2, 1), "2 texts, and a cache of 1"),
        (beyond, "token 11 of a vocabulary of 11"),
        (tokens(1, 5), "25 tokens, and positions for 24"),
    ] {
        let error = model
            .forward(text.view(), &mut cache, Observe::default())
            .unwrap_err();
        assert_eq!(error.to_string(), reason);
        assert_eq!(cache.len(), 20);
    }
}
