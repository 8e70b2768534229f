//! A sentence through a trained model: every layer's cells derive, and they are what the model computes.

use crate::data;
use headwise_core::ErrorCode;
use headwise_core::trace::{Expr, Trace};
use headwise_model::language::{ENGLISH, Vocabulary};
use headwise_model::safetensors::TensorFile;
use headwise_model::train::{Initial, Network, Parameters, Storage};
use headwise_model::transformer::{Config, Model, Observe, Reference};
use headwise_model::{SentenceModel, SentenceRequest, TraceBuilder, WeightSource};
use ndarray::Array2;
use std::sync::Arc;

const TEXT: &str = "Anna sees the zebra.";
const LAYERS: usize = 3;

fn config(change: &[(&str, serde_json::Value)]) -> Vec<u8> {
    let mut config = serde_json::json!({
        "model_type": "gpt2",
        "vocab_size": Vocabulary::new(&ENGLISH).len(),
        "n_positions": 24,
        "n_embd": 12,
        "n_layer": LAYERS,
        "n_head": 3,
        "n_inner": 20,
        "activation_function": "gelu_new",
    });
    for (field, value) in change {
        config[*field] = value.clone();
    }
    serde_json::to_vec(&config).unwrap()
}

/// Random weights, far enough from their usual start that every norm and bias shows.
fn tensors(config: &[u8]) -> Vec<u8> {
    let network = Network::new(Config::parse(config).unwrap());
    let mut parameters = Parameters::<f32>::drawn(&network, &Initial::default(), 3);
    for (at, number) in parameters.numbers_mut().iter_mut().enumerate() {
        *number += 0.3 * headwise_core::draw::draw(9, 0, at as u32) as f32;
    }
    parameters.write(&network, Storage::F32)
}

pub(crate) fn model() -> Arc<SentenceModel> {
    let config = config(&[]);
    Arc::new(SentenceModel::load(&config, tensors(&config), None).unwrap())
}

fn traced(change: impl FnOnce(&mut SentenceRequest)) -> Trace {
    let mut request = SentenceRequest::new(TEXT);
    request.weights = WeightSource::Trained;
    change(&mut request);
    let builder = TraceBuilder::with_model(&request, Some(&model())).unwrap();
    builder.finish().unwrap()
}

/// Tokens that the trace stands for, by number.
fn ids(trace: &Trace) -> Vec<u32> {
    let keys = data(trace, "wordKey");
    let places = data(trace, "wordIndex");
    places
        .iter()
        .map(|&place| keys[place as usize] as u32)
        .collect()
}

#[test]
fn every_cell_of_every_layer_follows_from_its_rule() {
    for layer in 0..LAYERS {
        let trace = traced(|request| {
            request.layer = Some(layer);
            request.heads_off = vec![1];
            request.temperature = 0.5;
        });
        let derivation = trace.derive_all(1e-5);
        let derivation = derivation.unwrap_or_else(|error| panic!("layer {layer}: {error}"));
        let cells: usize = trace.tensors.iter().map(|tensor| tensor.data.len()).sum();
        assert_eq!(derivation.cells, cells, "no cell is exempt");
    }
}

#[test]
fn what_is_given_is_the_text_the_switches_and_what_was_learned() {
    let trace = traced(|_| ());
    for tensor in &trace.tensors {
        let given = tensor.rule.body == Expr::Input;
        let learned =
            tensor.role == headwise_core::trace::Role::Parameter && tensor.name != "embedding";
        let name = tensor.name.rsplit('.').next().unwrap();
        let chosen = ["wordKey", "wordIndex", "letter", "gate"].contains(&name);
        assert_eq!(given, learned || chosen, "{}", tensor.name);
    }
}

/// The trace in f64 against the model in f32: weights of every layer and the predictions.
#[test]
fn the_trace_is_what_the_model_computes() {
    let json = config(&[]);
    let file = TensorFile::parse(tensors(&json)).unwrap();
    let model = Model::load(&json, &file, Box::new(Reference)).unwrap();
    for shown in 0..LAYERS {
        let trace = traced(|request| request.layer = Some(shown));
        let ids = ids(&trace);
        let tokens = Array2::from_shape_vec((1, ids.len()), ids).unwrap();
        let observe = Observe {
            hidden: false,
            attention: true,
        };
        let run = model
            .forward(tokens.view(), &mut model.cache(1), observe)
            .unwrap();
        let logits: Vec<f32> = run.logits.iter().copied().collect();
        assert!(crate::distance(data(&trace, "logits"), &logits) < 2e-4);
        for (layer, attention) in run.attention.iter().enumerate() {
            let name = match layer == shown {
                true => "weights".to_owned(),
                false => format!("layer{layer}.weights"),
            };
            let weights: Vec<f32> = attention.iter().copied().collect();
            assert!(
                crate::distance(data(&trace, &name), &weights) < 1e-4,
                "{name}"
            );
        }
        for row in data(&trace, "probabilities").chunks(trace.vocabulary.len()) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }
}

#[test]
fn an_unknown_word_is_its_letters_and_the_text_has_a_beginning() {
    let trace = traced(|_| ());
    let written = [
        "<begin>", "Anna", "sees", "the", "z", "e", "b", "r", "a", ".",
    ];
    assert_eq!(trace.tokens, written);
    let letters = data(&trace, "letter");
    let places = data(&trace, "wordIndex").iter();
    let letters: Vec<f32> = places.map(|&place| letters[place as usize]).collect();
    assert_eq!(letters, [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0]);
    assert_eq!(trace.vocabulary[ids(&trace)[4] as usize], "#z");
}

#[test]
fn a_text_ends_at_the_last_position() {
    let trace = traced(|request| request.text = "the ".repeat(40));
    assert_eq!(trace.tokens.len(), 24);
    assert_eq!(crate::fact(&trace, "tokensDropped"), 17.0);
}

#[test]
fn a_head_that_is_off_changes_what_is_predicted_and_no_layer_before() {
    let layer = 1;
    let on = traced(|request| request.layer = Some(layer));
    let off = traced(|request| {
        request.layer = Some(layer);
        request.heads_off = vec![0, 1, 2];
    });
    assert_eq!(data(&on, "layer0.weights"), data(&off, "layer0.weights"));
    assert_eq!(data(&on, "weights"), data(&off, "weights"));
    assert!(crate::distance(data(&on, "layer2.weights"), data(&off, "layer2.weights")) > 1e-3);
    assert!(crate::distance(data(&on, "logits"), data(&off, "logits")) > 1e-2);
    // Without any head the bias of W_O is what is left of attention.
    let bias = data(&off, "bo");
    for row in data(&off, "y").chunks(bias.len()) {
        assert_eq!(row, bias);
    }
}

#[test]
fn what_cannot_be_shown_is_refused() {
    let mut request = SentenceRequest::new(TEXT);
    request.weights = WeightSource::Trained;
    let code = |request: &SentenceRequest, model: Option<&Arc<SentenceModel>>| {
        TraceBuilder::with_model(request, model).unwrap_err().code()
    };
    assert_eq!(code(&request, None), ErrorCode::NoModel);
    let model = model();
    request.layer = Some(LAYERS);
    assert_eq!(code(&request, Some(&model)), ErrorCode::BadSetting);
    request.layer = None;
    request.heads_off = vec![3];
    assert_eq!(code(&request, Some(&model)), ErrorCode::BadSetting);
    request.heads_off.clear();
    request.text = " \n".to_owned();
    assert_eq!(code(&request, Some(&model)), ErrorCode::EmptyText);
}

#[test]
fn models_that_a_trace_does_not_show_are_refused() {
    for (field, value) in [
        ("activation_function", "gelu".into()),
        ("scale_attn_weights", false.into()),
        ("scale_attn_by_inverse_layer_idx", true.into()),
        ("n_positions", 1.into()),
    ] {
        let config = config(&[(field, value)]);
        let error = SentenceModel::load(&config, tensors(&config), None).unwrap_err();
        let expected = "Unsupported";
        assert!(
            format!("{error:?}").starts_with(expected),
            "{field}: {error:?}"
        );
    }
    let cut = tensors(&config(&[]));
    let cut = cut[..cut.len() - 4].to_vec();
    assert!(SentenceModel::load(&config(&[]), cut, None).is_err());
}
