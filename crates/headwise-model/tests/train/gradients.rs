//! Derivatives of the loss by every parameter and every gate, against central differences in f64.

use super::tiny;
use headwise_model::train::{Batch, InTurn, Network, Parameters, Workers, cross_entropy, gradient};
use ndarray::{Array2, ArrayView2};
use serde_json::{Value, json};

/// Of a central difference: its own error is about the square of it.
const STEP: f64 = 1e-5;

/// Relative to the largest derivative of the tensor.
const TOLERANCE: f64 = 1e-6;

struct Problem {
    network: Network,
    tokens: Array2<u32>,
    targets: Vec<Option<u32>>,
}

impl Problem {
    fn new(config: &Value) -> Self {
        let tokens = tiny::tokens(2, 5);
        // The last token of each text has no next one.
        let target = |at: usize| (at % 5 != 4).then(|| tokens[[at / 5, at % 5 + 1]]);
        Self {
            targets: (0..10).map(target).collect(),
            network: tiny::network(config),
            tokens,
        }
    }

    fn loss(&self, parameters: &Parameters<f64>, gates: ArrayView2<'_, f64>) -> f64 {
        let tape = self
            .network
            .forward(parameters, self.tokens.view(), Some(gates));
        let loss = cross_entropy(tape.unwrap().logits(), &self.targets);
        loss.nats / loss.scored as f64
    }

    /// Compares everything; gives how many derivatives.
    #[track_caller]
    fn check(&self) -> usize {
        let shape = (self.network.config().layers, self.network.config().heads);
        let gates = Array2::from_shape_fn(shape, |(l, h)| 0.7 + 0.2 * (l + 2 * h) as f64);
        let mut parameters = tiny::parameters::<f64>(&self.network);
        let tape = self
            .network
            .forward(&parameters, self.tokens.view(), Some(gates.view()));
        let tape = tape.unwrap();
        let loss = cross_entropy(tape.logits(), &self.targets);
        let found = self
            .network
            .backward(&parameters, &tape, loss.gradient.view());

        let names: Vec<String> = parameters.names().map(str::to_owned).collect();
        let (mut start, mut count) = (0, 0);
        for name in names {
            let end = start + parameters.tensor(&name).unwrap().len();
            let expected: Vec<f64> = (start..end)
                .map(|at| {
                    let own = parameters.numbers()[at];
                    let mut moved = |to: f64| {
                        parameters.numbers_mut()[at] = to;
                        self.loss(&parameters, gates.view())
                    };
                    let difference = moved(own + STEP) - moved(own - STEP);
                    parameters.numbers_mut()[at] = own;
                    difference / (2.0 * STEP)
                })
                .collect();
            compare(&name, &found.parameters.numbers()[start..end], &expected);
            count += expected.len();
            start = end;
        }
        assert_eq!(start, self.network.size(), "every parameter is in a tensor");

        let expected: Vec<f64> = gates
            .indexed_iter()
            .map(|(at, _)| {
                let moved = |by: f64| {
                    let mut gates = gates.clone();
                    gates[at] += by;
                    self.loss(&parameters, gates.view())
                };
                (moved(STEP) - moved(-STEP)) / (2.0 * STEP)
            })
            .collect();
        compare(
            "gates",
            &found.gates.iter().copied().collect::<Vec<_>>(),
            &expected,
        );
        count + expected.len()
    }
}

#[track_caller]
fn compare(name: &str, found: &[f64], expected: &[f64]) {
    let largest = expected
        .iter()
        .fold(0.0, |most: f64, value| most.max(value.abs()));
    // A bias of keys moves all scores of a row alike, so its derivative is 0; no other is.
    assert!(
        largest > 1e-4 || name.ends_with("k_proj.bias"),
        "{name}: all derivatives are 0"
    );
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found - expected).abs();
        assert!(
            error <= TOLERANCE * largest.max(1e-2),
            "{name}[{at}]: {found}, by differences {expected}"
        );
    }
}

#[test]
fn gpt2() {
    // Every parameter, and the gates of two heads in two layers.
    assert_eq!(Problem::new(&tiny::gpt2()).check(), 616 + 4);
}

#[test]
fn gpt2_with_a_head_of_its_own() {
    let config = tiny::with(tiny::gpt2(), json!({ "tie_word_embeddings": false }));
    Problem::new(&config).check();
}

#[test]
fn gpt2_with_scores_divided_by_depth() {
    let fields = json!({ "scale_attn_by_inverse_layer_idx": true, "scale_attn_weights": false });
    Problem::new(&tiny::with(tiny::gpt2(), fields)).check();
}

#[test]
fn llama() {
    Problem::new(&tiny::llama()).check();
}

#[test]
fn llama_with_a_tied_head_and_stretched_positions() {
    let config = tiny::with(
        tiny::llama(),
        json!({
            "tie_word_embeddings": true, "attention_bias": false, "mlp_bias": false,
            "rope_scaling": {
                "rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0,
                "high_freq_factor": 4.0, "original_max_position_embeddings": 16,
            },
        }),
    );
    Problem::new(&config).check();
}

#[test]
fn mistral_with_a_window() {
    let fields = json!({ "model_type": "mistral", "sliding_window": 2, "num_key_value_heads": 1 });
    Problem::new(&tiny::with(tiny::llama(), fields)).check();
}

#[test]
fn every_activation() {
    for name in ["gelu", "gelu_new", "silu", "relu"] {
        Problem::new(&tiny::with(
            tiny::gpt2(),
            json!({ "activation_function": name }),
        ))
        .check();
        Problem::new(&tiny::with(tiny::llama(), json!({ "hidden_act": name }))).check();
    }
}

/// Computes the last part first.
struct Backwards;

impl Workers for Backwards {
    fn map<R: Send>(&self, count: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
        let mut results: Vec<R> = (0..count).rev().map(work).collect();
        results.reverse();
        results
    }
}

#[test]
fn a_gradient_is_the_same_in_shards_whoever_computes_them() {
    let network = tiny::network(&tiny::gpt2());
    let parameters = tiny::parameters::<f64>(&network);
    let batch = Batch {
        tokens: tiny::tokens(5, 6),
    };
    let (loss, one) = gradient(&network, &parameters, &batch, 3, &InTurn).unwrap();
    let (again, other) = gradient(&network, &parameters, &batch, 3, &Backwards).unwrap();
    assert_eq!((loss, one.numbers()), (again, other.numbers()));

    // More shards than texts leave some of them empty.
    for shards in [1, 9] {
        let (whole_loss, whole) = gradient(&network, &parameters, &batch, shards, &InTurn).unwrap();
        assert!((loss - whole_loss).abs() < 1e-12);
        let mut pairs = one.numbers().iter().zip(whole.numbers());
        assert!(pairs.all(|(part, whole)| (part - whole).abs() < 1e-12));
    }
}
