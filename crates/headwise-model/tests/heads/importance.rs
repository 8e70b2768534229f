//! Sensitivity beside finite differences, and beside masking.

use headwise_model::heads::{Exam, masking, sensitivity, spearman};
use headwise_model::language::Copying;
use headwise_model::safetensors::TensorFile;
use headwise_model::train::{Initial, Network, Parameters, Storage, cross_entropy};
use headwise_model::transformer::{Config, Model, Reference};
use ndarray::{Array2, ArrayView2};
use serde_json::{Value, json};

fn gpt2() -> Value {
    json!({
        "model_type": "gpt2", "vocab_size": 13, "n_positions": 16, "n_embd": 12,
        "n_layer": 2, "n_head": 3, "n_inner": 20,
    })
}

fn llama() -> Value {
    json!({
        "model_type": "llama", "vocab_size": 13, "hidden_size": 12, "intermediate_size": 20,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 4,
    })
}

fn network(config: &Value) -> Network {
    Network::new(Config::parse(config.to_string().as_bytes()).unwrap())
}

/// Large enough for heads to matter.
fn initial() -> Initial {
    Initial {
        embedding: 1.0,
        positions: 0.5,
        maps: 0.5,
    }
}

fn exam() -> Exam {
    let text = |shift: u32| Copying {
        tokens: (0..11).map(|i| (i * i + shift * (i + 1)) % 13).collect(),
        second: 0,
    };
    Exam::of_copies(&(1..6).map(text).collect::<Vec<_>>())
}

/// The mean over texts of |dL / d gate| and of dL / d gate, by central differences in f64.
fn differences(network: &Network, parameters: &Parameters<f64>) -> (Array2<f64>, Array2<f64>) {
    const STEP: f64 = 1e-5;
    let shape = (network.config().layers, network.config().heads);
    let loss = |text: ArrayView2<'_, u32>, targets: &[Option<u32>], gates: &Array2<f64>| {
        let gates = Some(gates.view());
        let tape = network.forward(parameters, text, gates).unwrap();
        let loss = cross_entropy(tape.logits(), targets);
        loss.nats / loss.scored as f64
    };
    let (mut magnitude, mut slope) = (Array2::zeros(shape), Array2::zeros(shape));
    let exam = exam();
    let texts: Vec<_> = exam.texts().collect();
    for (text, targets) in &texts {
        for layer in 0..shape.0 {
            for head in 0..shape.1 {
                let at = |gate| {
                    let mut gates = Array2::ones(shape);
                    gates[[layer, head]] = gate;
                    loss(*text, targets, &gates)
                };
                let gradient = (at(1.0 + STEP) - at(1.0 - STEP)) / (2.0 * STEP);
                magnitude[[layer, head]] += f64::abs(gradient) / texts.len() as f64;
                slope[[layer, head]] += gradient / texts.len() as f64;
            }
        }
    }
    (magnitude, slope)
}

#[test]
fn sensitivity_is_the_slope_of_the_loss_at_open_gates() {
    for config in [gpt2(), llama()] {
        let network = network(&config);
        let parameters = Parameters::<f64>::drawn(&network, &initial(), 4);
        let computed = sensitivity(&network, &parameters, &exam()).unwrap();
        let (magnitude, slope) = differences(&network, &parameters);
        for (computed, wanted) in [(&computed.magnitude, &magnitude), (&computed.slope, &slope)] {
            let gaps = (computed - wanted).mapv(f64::abs);
            assert!(gaps.iter().all(|&gap| gap < 1e-8), "{computed}\n{wanted}");
        }
        assert!(magnitude.iter().all(|&slope| slope > 1e-4), "{magnitude}");
        // The sign changes from text to text, which is why magnitudes are averaged.
        assert!(magnitude.iter().zip(&slope).any(|(m, s)| s.abs() < 0.9 * m));
    }
}

#[test]
fn masking_and_sensitivity_agree_where_a_head_writes_little() {
    // Heads that write ever less: the loss becomes linear in each gate, where the slope is the drop.
    let network = network(&gpt2());
    let mut parameters = Parameters::<f32>::drawn(&network, &initial(), 4);
    let names: Vec<String> = parameters.names().map(str::to_owned).collect();
    let mut start = 0;
    for name in names {
        let count = parameters.tensor(&name).unwrap().len();
        if name.ends_with("attn.c_proj.weight") {
            let cells = &mut parameters.numbers_mut()[start..start + count];
            cells.iter_mut().for_each(|cell| *cell *= 0.02);
        }
        start += count;
    }
    let file = parameters.write(&network, Storage::F32);
    let file = TensorFile::parse(file).unwrap();
    let model = Model::load(gpt2().to_string().as_bytes(), &file, Box::new(Reference)).unwrap();
    let exam = exam();
    let cost = masking((2, 3), |gates| {
        exam.grade(&model, gates).map(|grade| grade.nats_per_token)
    })
    .unwrap();
    let slope = sensitivity(&network, &parameters, &exam).unwrap().slope;
    let flat = |array: &Array2<f64>| array.iter().copied().collect::<Vec<_>>();
    let agreement = spearman(&flat(&cost), &flat(&(-&slope))).unwrap();
    assert!(agreement > 0.99, "{agreement}\n{cost}\n{slope}");
    let gaps = (&cost + &slope).mapv(f64::abs);
    let largest = cost
        .iter()
        .copied()
        .fold(0.0, |most: f64, cost| most.max(cost.abs()));
    assert!(
        gaps.iter().all(|&gap| gap < 0.1 * largest),
        "{cost}\n{slope}"
    );
}
