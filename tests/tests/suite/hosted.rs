//! The process around the WebAssembly module: what goes in and out, and how it survives.
//!
//! A stand-in of a few lines takes the module's place, so that these tests need no build of it.

use crate::scratch::Scratch;
use headwise_core::Window;
use headwise_tests::Obstacle;
use headwise_tests::backend::{
    AttentionRequest, AttentionResponse, Backend, Guest, Hosted, MaskCells, Precision,
    RotaryRequest, ScoreStage,
};
use ndarray::{Array, Array4, ArrayD, array};
use std::fs;
use std::path::Path;

/// Gives q as the output, the mask as scores and a running number as the log-sum-exp; a scale of 1,
/// 2 or 3 makes it refuse, trap or end the process.
const STAND_IN: &str = r#"
let instances = 0;
export function initSync({ module }) { if (!(module instanceof WebAssembly.Module)) throw new Error("no module"); }
export class AttentionJob {
  #request; #steps = 0;
  constructor(request) {
    const refusal = Object.assign(new Error("no such scale"), { name: "AttentionError" });
    if (request.scale === 1) throw refusal;
    if (request.scale === 2) throw new WebAssembly.RuntimeError("unreachable");
    if (request.scale === 3) process.exit(1);
    if ("softcap" in request || !(request.q instanceof Float32Array)) throw refusal;
    this.#request = request;
    instances += 1;
  }
  advance() { this.#steps += 1; return this.#steps === 3; }
  finish() {
    const { q, mask, offset, window: { left, right } } = this.#request;
    if (this.#steps !== 3 || left !== 1 || right !== undefined || offset[0] !== -2) throw new Error("wrong");
    return { out: q, lse: new Float32Array([instances]), scores: mask && Float32Array.from(mask.data) };
  }
  free() {}
}
export function rotaryEmbedding({ input, shape, cacheShape, positionIds }) {
  return Float32Array.from([...input.slice(0, 1), ...shape, ...cacheShape, ...positionIds]);
}
"#;

/// A backend on the stand-in.
fn start(test: &str) -> Hosted {
    let scratch = Scratch::empty(test);
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for script in ["module-host.mjs", "message.mjs", "requests.mjs"] {
        let bytes = fs::read(here.join("node").join(script)).expect("the script");
        scratch.write(&format!("tests/node/{script}"), &bytes);
    }
    scratch.write(
        "www/src/engine/generated/headwise_wasm.js",
        STAND_IN.as_bytes(),
    );
    // The least that is a module.
    scratch.write("www/src/engine/generated/relaxed.wasm", b"\0asm\x01\0\0\0");
    scratch.write("package.json", br#"{ "type": "module" }"#);
    Hosted::start(Guest::Module, scratch.path()).expect("node starts")
}

fn request(scale: f64) -> AttentionRequest {
    let one: Array4<f64> = array![[[[0.1, -2.0]]]];
    AttentionRequest {
        precision: Precision::Single,
        q: one.clone(),
        k: one.clone(),
        v: one,
        causal: true,
        offset: Some(vec![-2]),
        window: Window {
            left: Some(1),
            right: None,
        },
        sinks: 0,
        mask: None,
        kv_lengths: None,
        scale: Some(scale),
        softcap: None,
        scores: None,
    }
}

/// The log-sum-exp, in which the stand-in counts.
fn count(answer: &AttentionResponse) -> f64 {
    answer.lse[[0, 0, 0]]
}

#[test]
fn arrays_and_settings_arrive_and_return() {
    let mut wasm = start("wasm_arrays");
    let cells = array![[true]].into_dyn();
    let mask = Some(MaskCells::Boolean(cells));
    let scores = Some(ScoreStage::Masked);
    let answer = wasm
        .attention(&AttentionRequest {
            mask,
            scores,
            ..request(0.5)
        })
        .unwrap();
    // As f32 and back.
    assert_eq!(answer.out, array![[[[f64::from(0.1_f32), -2.0]]]]);
    assert_eq!(answer.scores.unwrap(), array![[[[1.0]]]]);

    let mask = Some(MaskCells::Additive(array![f64::NEG_INFINITY].into_dyn()));
    let answer = wasm
        .attention(&AttentionRequest {
            mask,
            scores,
            ..request(0.5)
        })
        .unwrap();
    assert_eq!(answer.scores.unwrap(), array![[[[f64::NEG_INFINITY]]]]);
}

#[test]
fn a_rotary_request_arrives_whole() {
    let mut wasm = start("wasm_rotary");
    let cache = ArrayD::zeros(vec![5, 1]);
    let answer = wasm.rotary(&RotaryRequest {
        input: Array::from_elem(vec![1, 2, 4], 7.0),
        cos_cache: cache.clone(),
        sin_cache: cache,
        position_ids: Some(array![[0, 4]]),
        interleaved: false,
        rotary_dim: None,
        heads: Some(2),
    });
    let answer: Vec<f64> = answer.unwrap().into_iter().collect();
    assert_eq!(answer, [7.0, 1.0, 2.0, 4.0, 5.0, 1.0, 0.0, 4.0]);
}

#[test]
fn a_refusal_leaves_the_module_as_it_was() {
    let mut wasm = start("wasm_refusal");
    assert_eq!(count(&wasm.attention(&request(0.5)).unwrap()), 1.0);
    let obstacle = wasm.attention(&request(1.0)).unwrap_err();
    assert_eq!(
        obstacle,
        Obstacle::Broken("AttentionError: no such scale".to_owned())
    );
    assert_eq!(count(&wasm.attention(&request(0.5)).unwrap()), 2.0);
}

#[test]
fn a_trap_or_the_end_of_the_process_is_a_failure_and_the_next_call_starts_afresh() {
    let mut wasm = start("wasm_trap");
    for (scale, message) in [
        (2.0, "RuntimeError: unreachable"),
        (3.0, "the process that computes ended"),
    ] {
        assert_eq!(count(&wasm.attention(&request(0.5)).unwrap()), 1.0);
        let obstacle = wasm.attention(&request(scale)).unwrap_err();
        assert!(
            matches!(&obstacle, Obstacle::Broken(text) if text.starts_with(message)),
            "{obstacle}"
        );
    }
    assert_eq!(count(&wasm.attention(&request(0.5)).unwrap()), 1.0);
}

#[test]
fn doubles_are_not_narrowed_in_silence() {
    let mut wasm = start("wasm_doubles");
    let double = AttentionRequest {
        precision: Precision::Double,
        ..request(0.5)
    };
    assert!(matches!(
        wasm.attention(&double),
        Err(Obstacle::Unsupported(_))
    ));
}

#[test]
fn a_package_that_was_not_built_says_how_to_build_it() {
    let obstacle = Hosted::start(Guest::Module, Scratch::empty("wasm_missing").path()).unwrap_err();
    assert!(
        obstacle.to_string().contains("cargo xtask wasm"),
        "{obstacle}"
    );
}
