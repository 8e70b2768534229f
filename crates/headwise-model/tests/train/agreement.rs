//! The network that is trained is the model that runs.

use super::tiny;
use headwise_model::safetensors::TensorFile;
use headwise_model::train::{Network, Parameters, Storage};
use headwise_model::transformer::{Model, ModelError, Observe, Reference};
use ndarray::Array2;
use serde_json::{Value, json};

const LEN: usize = 5;

/// Largest differences of logits and attention weights between the two.
fn differences(config: &Value) -> [f32; 2] {
    let network = tiny::network(config);
    let parameters = tiny::parameters::<f32>(&network);
    let tokens = tiny::tokens(2, LEN);
    let tape = network.forward(&parameters, tokens.view(), None).unwrap();

    let file = TensorFile::parse(parameters.write(&network, Storage::F32)).unwrap();
    let json = config.to_string();
    let model = Model::load(json.as_bytes(), &file, Box::new(Reference)).unwrap();
    let observe = Observe {
        attention: true,
        ..Observe::default()
    };
    let run = model
        .forward(tokens.view(), &mut model.cache(2), observe)
        .unwrap();
    let most = |pairs: &mut dyn Iterator<Item = (f32, f32)>| {
        pairs.fold(0.0, |most: f32, (left, right)| {
            most.max((left - right).abs())
        })
    };
    let logits = tape.logits();
    let attention = (0..network.config().layers).map(|layer| {
        let (left, right) = (tape.attention(layer), &run.attention[layer]);
        assert_eq!(left.shape(), right.shape());
        most(&mut left.iter().copied().zip(right.iter().copied()))
    });
    [
        most(&mut logits.iter().copied().zip(run.logits.iter().copied())),
        attention.fold(0.0, f32::max),
    ]
}

#[test]
fn logits_and_weights_are_those_of_the_model() {
    let mistral = json!({ "model_type": "mistral", "sliding_window": 3 });
    for config in [
        tiny::gpt2(),
        tiny::with(tiny::gpt2(), json!({ "tie_word_embeddings": false })),
        tiny::llama(),
        tiny::with(tiny::llama(), mistral),
    ] {
        let [logits, attention] = differences(&config);
        assert!(
            logits < 1e-5 && attention < 1e-6,
            "{config}: {logits}, {attention}"
        );
    }
}

#[test]
fn a_closed_gate_is_a_head_without_output() {
    let network = tiny::network(&tiny::gpt2());
    let mut parameters = tiny::parameters::<f64>(&network);
    let tokens = tiny::tokens(2, LEN);
    let mut gates = Array2::ones((2, 2));
    gates[[1, 0]] = 0.0;
    let gated = network
        .forward(&parameters, tokens.view(), Some(gates.view()))
        .unwrap();

    // The rows of W_O that take that head's output in.
    let range = range_of(&parameters, "h.1.attn.c_proj.weight");
    parameters.numbers_mut()[range.start..range.start + 3 * 6].fill(0.0);
    let cut = network.forward(&parameters, tokens.view(), None).unwrap();
    let gap = (&gated.logits() - &cut.logits()).fold(0.0, |most: f64, gap| most.max(gap.abs()));
    assert!(gap < 1e-12, "{gap}");
}

#[test]
fn files_come_back_as_they_were_and_halves_as_they_are_rounded() {
    for config in [tiny::gpt2(), tiny::llama()] {
        let network = tiny::network(&config);
        let parameters = tiny::parameters::<f32>(&network);
        for storage in [Storage::F32, Storage::F16] {
            let file = TensorFile::parse(parameters.write(&network, storage)).unwrap();
            let back = Parameters::<f32>::read(&network, &file).unwrap();
            assert_eq!(back.numbers(), parameters.rounded(storage).numbers());
        }
        assert_eq!(
            parameters.rounded(Storage::F32).numbers(),
            parameters.numbers()
        );
        assert_ne!(
            parameters.rounded(Storage::F16).numbers(),
            parameters.numbers()
        );
    }
}

#[test]
fn a_tensor_that_is_missing_or_of_another_shape_is_named() {
    let small = tiny::network(&tiny::gpt2());
    let bytes = tiny::parameters::<f32>(&small).write(&small, Storage::F32);
    let file = TensorFile::parse(bytes).unwrap();
    let read = |fields| {
        let network = tiny::network(&tiny::with(tiny::gpt2(), fields));
        Parameters::<f32>::read(&network, &file).unwrap_err()
    };
    assert!(matches!(
        read(json!({ "n_layer": 3 })),
        ModelError::MissingTensor { name, .. } if name == "h.2.attn.c_attn.weight"
    ));
    assert!(matches!(
        read(json!({ "n_inner": 4 })),
        ModelError::WrongShape { name, .. } if name == "transformer.h.0.mlp.c_fc.weight"
    ));
}

#[test]
fn inputs_that_do_not_fit_are_refused() {
    let network: Network = tiny::network(&tiny::gpt2());
    let parameters = tiny::parameters::<f32>(&network);
    let refused = |tokens: Array2<u32>, gates: Option<Array2<f32>>| {
        let gates = gates.as_ref().map(|gates| gates.view());
        let refusal = network
            .forward(&parameters, tokens.view(), gates)
            .unwrap_err();
        assert!(matches!(refusal, ModelError::Input(_)), "{refusal}");
    };
    refused(Array2::zeros((1, 0)), None);
    refused(Array2::zeros((1, 7)), None);
    refused(Array2::from_elem((1, 2), tiny::VOCABULARY), None);
    refused(Array2::zeros((1, 2)), Some(Array2::ones((2, 3))));
}

fn range_of(parameters: &Parameters<f64>, name: &str) -> std::ops::Range<usize> {
    let before = parameters.names().take_while(|own| *own != name);
    let start = before
        .map(|own| parameters.tensor(own).unwrap().len())
        .sum();
    start..start + parameters.tensor(name).unwrap().len()
}
