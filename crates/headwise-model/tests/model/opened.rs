//! Models of others through a trace: GPT-2, Llama and Mistral layouts, with and without a tokenizer.

use crate::{data, distance, fact};
use headwise_core::ErrorCode;
use headwise_core::trace::Trace;
use headwise_model::safetensors::TensorFile;
use headwise_model::train::{Initial, Network, Parameters, Storage};
use headwise_model::transformer::{Config, Model, ModelError, Observe, Reference};
use headwise_model::{SentenceModel, SentenceRequest, TraceBuilder, WeightSource};
use ndarray::Array2;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const NUMBERS: &str = "5 17 3 5 17 40 2";

fn golden(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/golden")
        .join(path)
}

fn read(path: &str) -> Vec<u8> {
    std::fs::read(golden(path)).unwrap()
}

/// A Llama of odd sizes, changed as asked.
pub(crate) fn llama(change: &Value) -> Vec<u8> {
    let mut config = json!({
        "model_type": "llama", "vocab_size": 48, "hidden_size": 12, "intermediate_size": 10,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6,
    });
    let fields = change.as_object().unwrap().clone();
    config.as_object_mut().unwrap().extend(fields);
    serde_json::to_vec(&config).unwrap()
}

/// Random weights in which every norm and bias shows.
fn tensors(config: &[u8]) -> Vec<u8> {
    let network = Network::new(Config::parse(config).unwrap());
    let mut parameters = Parameters::<f32>::drawn(&network, &Initial::default(), 3);
    for (at, number) in parameters.numbers_mut().iter_mut().enumerate() {
        *number += 0.3 * headwise_core::draw::draw(9, 0, at as u32) as f32;
    }
    parameters.write(&network, Storage::F32)
}

pub(crate) fn opened(
    config: &[u8],
    tokenizer: Option<&[u8]>,
) -> Result<Arc<SentenceModel>, ModelError> {
    SentenceModel::load(config, tensors(config), tokenizer).map(Arc::new)
}

fn traced(model: &Arc<SentenceModel>, text: &str, layer: usize) -> Trace {
    let mut request = SentenceRequest::new(text);
    request.weights = WeightSource::Own;
    request.layer = Some(layer);
    let builder = TraceBuilder::with_model(&request, Some(model)).unwrap();
    builder.finish().unwrap()
}

/// What a layer's weights are called in the trace of another.
fn weights_of(layer: usize, shown: usize) -> String {
    match layer == shown {
        true => "weights".to_owned(),
        false => format!("layer{layer}.weights"),
    }
}

/// The trace against the model that the same files give, and against its own rules.
fn agrees(config: &[u8], tensors: Vec<u8>, text: &str) {
    let file = TensorFile::parse(tensors.clone()).unwrap();
    let model = Model::load(config, &file, Box::new(Reference)).unwrap();
    let shown_model = Arc::new(SentenceModel::load(config, tensors, None).unwrap());
    let ids: Vec<u32> = text.split(' ').map(|id| id.parse().unwrap()).collect();
    let tokens = Array2::from_shape_vec((1, ids.len()), ids).unwrap();
    let observe = Observe {
        hidden: false,
        attention: true,
    };
    let run = model
        .forward(tokens.view(), &mut model.cache(1), observe)
        .unwrap();
    for shown in 0..model.config().layers {
        let trace = traced(&shown_model, text, shown);
        let logits: Vec<f32> = run.logits.iter().copied().collect();
        let scale = logits
            .iter()
            .fold(1.0_f32, |most, logit| most.max(logit.abs()));
        let off = distance(data(&trace, "logits"), &logits);
        assert!(off < 3e-4 * scale, "logits off by {off}");
        for (layer, attention) in run.attention.iter().enumerate() {
            let weights: Vec<f32> = attention.iter().copied().collect();
            let off = distance(data(&trace, &weights_of(layer, shown)), &weights);
            assert!(off < 1e-4, "weights of layer {layer} off by {off}");
        }
        let derivation = trace.derive_all(1e-5);
        let derivation = derivation.unwrap_or_else(|error| panic!("layer {shown}: {error}"));
        let cells: usize = trace.tensors.iter().map(|tensor| tensor.data.len()).sum();
        assert_eq!(derivation.cells, cells, "no cell is exempt");
    }
}

/// What the transformers library computed, to the tolerances of the conformance suite.
#[test]
fn the_tiny_models_attend_and_predict_as_the_transformers_library_says() {
    for name in ["gpt2-2l-4h", "llama-2l-8h-2kv"] {
        let file = |file: &str| read(&format!("models/{name}/{file}"));
        let model = SentenceModel::load(&file("config.json"), file("model.safetensors"), None);
        let model = Arc::new(model.unwrap());
        let expected = TensorFile::parse(file("expected.safetensors")).unwrap();
        let numbers = |name: &str| expected.tensor(name).unwrap().numbers::<f32>().unwrap();
        let ids = expected.tensor("input_ids").unwrap();
        let n = ids.shape()[1];
        let ids: Vec<String> = ids.numbers::<f64>().unwrap()[..n]
            .iter()
            .map(f64::to_string)
            .collect();
        for shown in 0..2 {
            let trace = traced(&model, &ids.join(" "), shown);
            assert_eq!(trace.tokens, ids);
            for layer in 0..2 {
                let weights = data(&trace, &weights_of(layer, shown));
                // The first text of two.
                let wanted = numbers(&format!("attention.{layer}"));
                assert!(
                    distance(weights, &wanted[..weights.len()]) < 1e-4,
                    "{name}, layer {layer}"
                );
            }
            let logits = data(&trace, "logits");
            let wanted = &numbers("logits")[..logits.len()];
            let largest = wanted
                .iter()
                .fold(0.0_f32, |most, logit| most.max(logit.abs()));
            assert!(distance(logits, wanted) < 1e-3 * largest, "{name}");
            trace.derive_all(1e-5).unwrap();
        }
    }
}

#[test]
fn every_kind_of_part_is_traced_as_the_model_computes_it() {
    for change in [
        json!({}),
        json!({ "attention_bias": true, "mlp_bias": true, "tie_word_embeddings": true }),
        json!({ "hidden_act": "relu", "head_dim": 2, "num_key_value_heads": 1 }),
        json!({ "hidden_act": "gelu_new", "num_key_value_heads": 4, "rms_norm_eps": 0.3 }),
        json!({ "rope_parameters": { "rope_type": "llama3", "rope_theta": 100.0, "factor": 8.0,
            "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16 } }),
        json!({ "model_type": "mistral", "sliding_window": 9 }),
    ] {
        let config = llama(&change);
        println!("{change}");
        agrees(&config, tensors(&config), NUMBERS);
    }
    let gpt2 = serde_json::to_vec(&json!({
        "model_type": "gpt2", "vocab_size": 48, "n_positions": 9, "n_embd": 12, "n_layer": 2, "n_head": 3,
        "n_inner": 7, "activation_function": "relu", "tie_word_embeddings": false,
    }));
    let gpt2 = gpt2.unwrap();
    agrees(&gpt2, tensors(&gpt2), NUMBERS);
}

#[test]
fn a_text_is_as_long_as_the_window_lets_the_last_query_see() {
    let config = llama(&json!({ "model_type": "mistral", "sliding_window": 5 }));
    let model = opened(&config, None).unwrap();
    assert_eq!(model.longest_text(), 5);
    let trace = traced(&model, NUMBERS, 0);
    assert_eq!(trace.tokens, ["5", "17", "3", "5", "17"]);
    assert_eq!(fact(&trace, "tokensDropped"), 2.0);
    assert_eq!(fact(&trace, "tokensBefore"), 0.0);
}

#[test]
fn without_a_tokenizer_a_text_is_numbers_of_tokens() {
    let model = opened(&llama(&json!({})), None).unwrap();
    assert_eq!(model.reads(), "numbers");
    let refused = |text: &str| {
        let mut request = SentenceRequest::new(text);
        request.weights = WeightSource::Own;
        TraceBuilder::with_model(&request, Some(&model)).unwrap_err()
    };
    for text in ["the keys", "1 48", "1 -2", "3.5"] {
        assert_eq!(refused(text).code(), ErrorCode::BadSetting, "{text}");
    }
    assert!(
        refused("1 keys")
            .to_string()
            .contains("0 to 47, with spaces between: keys is none")
    );
    assert_eq!(refused("").code(), ErrorCode::EmptyText);
}

#[test]
fn a_tokenizer_of_bytes_cuts_the_text_and_names_the_vocabulary() {
    let text = "the keys é";
    for (name, size, before) in [("gpt2", 512, 0), ("llama3", 512, 1)] {
        let tokenizer = read(&format!("tokenizers/{name}.json"));
        let model = opened(&llama(&json!({ "vocab_size": size })), Some(&tokenizer)).unwrap();
        assert_eq!(model.reads(), "bytes");
        let trace = traced(&model, text, 1);
        assert_eq!(fact(&trace, "tokensBefore"), f64::from(before), "{name}");
        let own = &trace.tokens[before as usize..];
        // A sign of two bytes may be two tokens; each shows the sign.
        let mut signs = own.to_vec();
        signs.dedup();
        signs.retain(|sign| sign != "␣");
        assert_eq!(signs.concat(), "thekeysé", "{name}: {own:?}");
        assert_eq!(trace.vocabulary.len(), size);
        assert!(
            trace.vocabulary.iter().any(|token| token.starts_with('␣')),
            "{name}"
        );
        // A byte that is no sign by itself stands there by its number.
        assert!(
            trace.vocabulary.iter().any(|token| token == "‹C3›"),
            "{name}"
        );
        if before == 1 {
            assert_eq!(trace.tokens[0], "<|begin|>");
        }
        trace.derive_all(1e-5).unwrap();
    }
}

#[test]
fn a_tokenizer_of_another_model_is_refused_and_so_is_a_broken_one() {
    let tokenizer = read("tokenizers/gpt2.json");
    let reason = |tokenizer: &[u8]| {
        opened(&llama(&json!({})), Some(tokenizer))
            .unwrap_err()
            .to_string()
    };
    assert!(
        reason(&tokenizer).contains("where the model has 48 tokens"),
        "{}",
        reason(&tokenizer)
    );
    assert!(
        reason(b"{}").starts_with("tokenizer.json: "),
        "{}",
        reason(b"{}")
    );
}

/// The sizes are judged before a tensor is looked at: the file is empty.
#[test]
fn what_is_too_large_to_be_drawn_is_refused_by_its_size() {
    for (change, reason) in [
        (
            json!({ "hidden_size": 260 }),
            "d_model is 260, and a trace shows at most 256",
        ),
        (json!({ "num_attention_heads": 32 }), "heads is 32"),
        (
            json!({ "vocab_size": 16_000_000 }),
            "number of parameters is",
        ),
        (
            json!({ "intermediate_size": 16_000_000 }),
            "number of parameters is",
        ),
        (
            json!({ "num_hidden_layers": 16_000_000 }),
            "number of parameters is",
        ),
        (
            json!({ "num_hidden_layers": 60_000, "hidden_size": 1, "intermediate_size": 1, "head_dim": 2, "num_attention_heads": 16 }),
            "60000 layers of 16 heads has no room for two tokens",
        ),
        (
            json!({ "hidden_act": "gelu" }),
            "the exact GELU has no rule",
        ),
    ] {
        let error = SentenceModel::load(&llama(&change), Vec::new(), None).unwrap_err();
        assert!(
            matches!(error, ModelError::Unsupported(_)),
            "{change}: {error:?}"
        );
        assert!(error.to_string().contains(reason), "{change}: {error}");
    }
}

#[test]
fn many_layers_or_a_large_vocabulary_make_texts_short() {
    let longest = |change: &Value| opened(&llama(change), None).unwrap().longest_text();
    assert_eq!(longest(&json!({})), 64);
    // 2^23 / (5 x 200 x 8) = 1048 = 32.4^2.
    assert_eq!(
        longest(&json!({ "num_hidden_layers": 200, "num_attention_heads": 8 })),
        32
    );
    // 2^21 / (3 x 50257) = 13.9.
    assert_eq!(longest(&json!({ "vocab_size": 50_257 })), 13);
}

#[test]
fn what_is_wrong_with_a_tensor_is_told_by_its_name() {
    let config = llama(&json!({}));
    let whole = tensors(&config);
    let wider = llama(&json!({ "intermediate_size": 11 }));
    let error = SentenceModel::load(&wider, whole.clone(), None)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("mlp.gate_proj.weight has shape [10, 12]"),
        "{error}"
    );
    let deeper = llama(&json!({ "num_hidden_layers": 3 }));
    let error = SentenceModel::load(&deeper, whole, None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("layers.2.input_layernorm.weight"), "{error}");
}
