//! Models that the transformers library ran, on the backends.

use crate::scratch::{Scratch, run};
use headwise_tests::backend::{Backend, Cpu, Reference, Tiled};
use headwise_tests::conformance::Summary;
use std::fs;
use std::path::{Path, PathBuf};

const GPT2: &str = "gpt2-2l-4h";
const LLAMA: &str = "llama-2l-8h-2kv";

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/models")
}

/// A folder that holds a copy of one model.
fn with_model(test: &str, model: &str) -> Scratch {
    let scratch = Scratch::empty(test);
    for file in ["config.json", "model.safetensors", "expected.safetensors"] {
        scratch.write(
            file,
            &fs::read(golden().join(model).join(file)).expect("golden data"),
        );
    }
    scratch
}

/// Replaces the only occurrence of a text in the configuration.
#[track_caller]
fn configure(scratch: &Scratch, from: &str, to: &str) {
    let text = String::from_utf8(scratch.read("config.json")).expect("JSON is text");
    assert_eq!(text.matches(from).count(), 1, "{from}");
    scratch.write("config.json", text.replace(from, to).as_bytes());
}

/// Replaces bytes in the header of a tensor file by as many others.
#[track_caller]
fn rename(scratch: &Scratch, file: &str, from: &str, to: &str) {
    assert_eq!(from.len(), to.len(), "the header keeps its length");
    let mut bytes = scratch.read(file);
    let place = bytes
        .windows(from.len())
        .position(|window| window == from.as_bytes())
        .expect("the text is in the header");
    bytes[place..place + to.len()].copy_from_slice(to.as_bytes());
    scratch.write(file, &bytes);
}

#[test]
fn every_backend_in_rust_passes_both_models() {
    let backends: [&mut dyn Backend; 3] = [&mut Reference, &mut Tiled, &mut Cpu];
    for backend in backends {
        let (summary, report) = run(&golden(), backend);
        let passed = Summary {
            passed: 2,
            failed: 0,
            skipped: 0,
        };
        assert_eq!(summary, passed, "{}: {report}", backend.name());
    }
}

#[test]
fn another_activation_or_epsilon_is_noticed() {
    let scratch = with_model("other_activation", GPT2);
    configure(&scratch, "gelu_new", "relu");
    let (summary, report) = scratch.judge();
    assert_eq!((summary.passed, summary.failed), (0, 1));
    for output in ["logits", "hidden.1", "attention.1", "greedy"] {
        assert!(
            report.contains(&format!("{output} at ")),
            "{output}: {report}"
        );
    }
    // What lies before the first MLP is as expected.
    assert!(!report.contains("attention.0 "), "{report}");

    let scratch = with_model("other_base", LLAMA);
    configure(&scratch, "10000.0", "9000.0");
    scratch.must_fail("attention.0 at ");
}

#[test]
fn a_window_is_noticed() {
    let scratch = with_model("window", LLAMA);
    configure(&scratch, "\"llama\"", "\"mistral\", \"sliding_window\": 5");
    scratch.must_fail("attention.0 at ");

    // As wide as the text, it hides nothing.
    let scratch = with_model("wide_window", LLAMA);
    configure(&scratch, "\"llama\"", "\"mistral\", \"sliding_window\": 30");
    assert_eq!(scratch.judge().0.passed, 1);
}

#[test]
fn a_greedy_token_must_be_exact() {
    let scratch = with_model("greedy", GPT2);
    let file = "expected.safetensors";
    // The greedy tokens lie first: I64 before F32.
    let mut bytes = scratch.read(file);
    let header = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let last = 8 + header + 29 * 8;
    bytes[last] ^= 1;
    scratch.write(file, &bytes);
    scratch.must_fail("greedy at [0, 29] expected token ");
}

#[test]
fn what_is_not_built_is_skipped_by_name() {
    let scratch = with_model("unknown_stretch", LLAMA);
    configure(&scratch, "\"default\"", "\"yarn\"");
    scratch.must_skip("rotary positions of type yarn are not built");

    let scratch = with_model("unknown_output", GPT2);
    rename(&scratch, "expected.safetensors", "hidden.2", "router.2");
    scratch.must_skip("expected output router.2 is unknown");
}

#[test]
fn broken_models_fail_with_the_name_of_the_tensor() {
    let scratch = with_model("missing_tensor", LLAMA);
    rename(
        &scratch,
        "model.safetensors",
        "layers.1.mlp.up",
        "layers.1.mlp.ap",
    );
    scratch.must_fail("tensor model.layers.1.mlp.up_proj.weight of shape [96, 64] is missing");

    let scratch = with_model("wrong_shape", GPT2);
    configure(&scratch, "\"n_inner\": null", "\"n_inner\": 127");
    scratch.must_fail(
        "tensor transformer.h.0.mlp.c_fc.weight has shape [32, 128] where the configuration asks for [32, 127]",
    );

    let scratch = with_model("no_tokens", LLAMA);
    rename(&scratch, "expected.safetensors", "input_ids", "input_idx");
    scratch.must_fail("input_ids: is not in the file");
}

#[test]
fn a_truncated_model_fails() {
    for file in ["config.json", "model.safetensors", "expected.safetensors"] {
        let scratch = with_model(&format!("truncated_{file}"), GPT2);
        let bytes = scratch.read(file);
        for length in [0, 7, 100, bytes.len() - 2] {
            scratch.write(file, &bytes[..length]);
            scratch.must_fail(&format!("{file}: "));
        }
    }
}
