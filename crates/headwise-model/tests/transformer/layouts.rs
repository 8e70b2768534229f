//! The same model, stored in other ways.

use crate::tiny::{Stored, Tiny, load, numbers, tokens};
use crate::{distance, prefill};
use half::{bf16, f16};
use headwise_model::transformer::{Config, ModelError, Positions, Reference};
use serde_json::json;

/// How far the logits of two models are apart.
fn apart(left: &Tiny, right: &Tiny) -> f32 {
    let text = tokens(2, 9);
    let (left, right) = (
        prefill(&left.model(), &text),
        prefill(&right.model(), &text),
    );
    distance(&left.logits, &right.logits)
}

fn renamed(mut tiny: Tiny, from: &str, to: &str) -> Tiny {
    for tensor in &mut tiny.tensors {
        tensor.name = tensor.name.replacen(from, to, 1);
    }
    tiny
}

#[test]
fn the_prefix_may_be_missing() {
    assert_eq!(
        apart(&Tiny::gpt2(), &renamed(Tiny::gpt2(), "transformer.", "")),
        0.0
    );
    assert_eq!(
        apart(&Tiny::llama(), &renamed(Tiny::llama(), "model.", "")),
        0.0
    );
}

#[test]
fn a_tied_head_is_the_embedding() {
    let mut copied = Tiny::llama();
    let embedding = copied.tensor("model.embed_tokens.weight").numbers.clone();
    copied.tensor("lm_head.weight").numbers = embedding;
    let mut tied = Tiny::llama().configured(json!({ "tie_word_embeddings": true }));
    tied.tensors
        .retain(|tensor| tensor.name != "lm_head.weight");
    assert_eq!(apart(&copied, &tied), 0.0);
    assert!(apart(&Tiny::llama(), &tied) > 0.1);

    let mut untied = Tiny::gpt2().configured(json!({ "tie_word_embeddings": false }));
    let mut head = untied.tensor("transformer.wte.weight").clone();
    head.name = "lm_head.weight".to_owned();
    untied.tensors.push(head);
    assert_eq!(apart(&Tiny::gpt2(), &untied), 0.0);
}

#[test]
fn key_heads_that_are_copies_compute_what_shared_ones_do() {
    let shared = Tiny::llama();
    let mut copied = shared
        .clone()
        .configured(json!({ "num_key_value_heads": 4 }));
    for layer in 0..2 {
        for part in ["k", "v"] {
            let tensor = copied.tensor(&format!(
                "model.layers.{layer}.self_attn.{part}_proj.weight"
            ));
            tensor.shape[0] *= 2;
            // Rows are the outputs: six for each head, and each head twice.
            let heads = tensor.numbers.chunks(6 * 8);
            tensor.numbers = heads.flat_map(|head| [head, head].concat()).collect();
        }
    }
    assert!(apart(&shared, &copied) < 1e-5);
}

#[test]
fn biases_are_added_where_the_configuration_has_them() {
    let biased = |scale: f32| {
        let mut tiny =
            Tiny::llama().configured(json!({ "attention_bias": true, "mlp_bias": true }));
        let weights: Vec<Stored> = tiny.tensors.clone();
        for (stream, weight) in weights.into_iter().enumerate() {
            if let Some(map) = weight.name.strip_suffix("_proj.weight") {
                let drawn = numbers(100 + stream as u32, weight.shape[0]);
                tiny.tensors.push(Stored {
                    name: format!("{map}_proj.bias"),
                    shape: vec![weight.shape[0]],
                    numbers: drawn.into_iter().map(|number| scale * number).collect(),
                });
            }
        }
        tiny
    };
    assert!(apart(&Tiny::llama(), &biased(0.0)) < 1e-6);
    assert!(apart(&Tiny::llama(), &biased(1.0)) > 0.1);
}

#[test]
fn scores_are_scaled_as_configured() {
    // Dividing by sqrt(4) is the same as halving the queries: columns 0 to 7 of the map and its bias.
    let unscaled = Tiny::gpt2().configured(json!({ "scale_attn_weights": false }));
    let mut halved = unscaled.clone();
    for layer in 0..2 {
        for part in ["weight", "bias"] {
            let tensor = halved.tensor(&format!("transformer.h.{layer}.attn.c_attn.{part}"));
            for row in tensor.numbers.chunks_mut(24) {
                row[..8].iter_mut().for_each(|number| *number /= 2.0);
            }
        }
    }
    assert!(apart(&Tiny::gpt2(), &halved) < 1e-5);
    assert!(apart(&Tiny::gpt2(), &unscaled) > 1e-3);

    let by_layer = Tiny::gpt2().configured(json!({ "scale_attn_by_inverse_layer_idx": true }));
    let config = Config::parse(by_layer.config.to_string().as_bytes()).unwrap();
    assert_eq!([config.scale(0), config.scale(1)], [0.5, 0.25]);
    assert!(apart(&Tiny::gpt2(), &by_layer) > 1e-3);
}

#[test]
fn old_and_new_fields_of_rotary_positions_mean_the_same() {
    let positions = |fields| -> Result<Positions, ModelError> {
        let config = Tiny::llama().configured(fields).config.to_string();
        Ok(Config::parse(config.as_bytes())?.positions)
    };
    let llama3 = json!({
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 64,
    });
    let mut new = llama3.clone();
    new["rope_theta"] = json!(100.0);
    let old = positions(json!({ "rope_scaling": llama3 })).unwrap();
    assert_eq!(old, positions(json!({ "rope_parameters": new })).unwrap());
    assert_ne!(old, positions(json!({})).unwrap());
    let older = json!({ "rope_scaling": { "type": "linear", "factor": 2.0 } });
    let newer =
        json!({ "rope_parameters": { "rope_type": "linear", "factor": 2, "rope_theta": 100 } });
    assert_eq!(positions(older).unwrap(), positions(newer).unwrap());
}

#[test]
fn absent_fields_of_mistral_have_its_own_defaults() {
    let mut tiny = Tiny::mistral();
    let fields = tiny.config.as_object_mut().unwrap();
    fields.remove("sliding_window");
    fields.remove("num_key_value_heads");
    fields["num_attention_heads"] = json!(16);
    let config = Config::parse(tiny.config.to_string().as_bytes()).unwrap();
    assert_eq!((config.window, config.kv_heads), (Some(4096), 8));
    let tiny = Tiny::mistral().configured(json!({ "sliding_window": null }));
    assert_eq!(
        Config::parse(tiny.config.to_string().as_bytes())
            .unwrap()
            .window,
        None
    );
}

#[test]
fn parameters_of_half_width_are_widened() {
    let mut tiny = Tiny::llama();
    for tensor in &mut tiny.tensors {
        // Four significant bits: what both types hold exactly.
        let coarse = |number: &mut f32| *number = (*number * 8.0).round() / 8.0;
        tensor.numbers.iter_mut().for_each(coarse);
    }
    let text = tokens(1, 6);
    let wanted = prefill(&tiny.model(), &text).logits;
    for file in [
        tiny.file_of("F16", |number| f16::from_f32(number).to_le_bytes()),
        tiny.file_of("BF16", |number| bf16::from_f32(number).to_le_bytes()),
        tiny.file_of("F64", |number| f64::from(number).to_le_bytes()),
    ] {
        let model = load(tiny.config.to_string().as_bytes(), file, Reference).unwrap();
        assert_eq!(prefill(&model, &text).logits, wanted);
    }
}
