//! The judge can fail: wrong numbers, wrong shapes and wrong backends are found out.

use crate::scratch::{Scratch, golden, run};
use headwise_tests::Obstacle;
use headwise_tests::backend::{
    AttentionRequest, AttentionResponse, Backend, Reference, RotaryRequest,
};
use headwise_tests::conformance::Summary;
use ndarray::ArrayD;
use serde_json::{Value, json};

const CASE: &str = "test_attention_4d_gqa";
const FILE: &str = "test_attention_4d_gqa.safetensors";

/// Where the data of a tensor begins in the bytes of a file.
fn data_of(bytes: &[u8], tensor: &str) -> usize {
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let header: Value = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
    8 + length + header[tensor]["data_offsets"][0].as_u64().unwrap() as usize
}

#[test]
fn an_untouched_case_passes() {
    let (summary, report) = Scratch::with_case("untouched", CASE).judge();
    assert_eq!(
        summary,
        Summary {
            passed: 1,
            failed: 0,
            skipped: 0
        },
        "{report}"
    );
}

#[test]
fn one_changed_number_fails_and_is_named() {
    let scratch = Scratch::with_case("one_changed_number", CASE);
    let mut bytes = scratch.read(FILE);
    // The cell [0, 1, 2, 3] of out.Y, whose shape is [2, 9, 4, 8].
    let cell = data_of(&bytes, "out.Y") + 4 * ((4 + 2) * 8 + 3);
    let wrong = f32::from_le_bytes(bytes[cell..cell + 4].try_into().unwrap()) * 1.01;
    bytes[cell..cell + 4].copy_from_slice(&wrong.to_le_bytes());
    scratch.write(FILE, &bytes);
    scratch.must_fail("FAIL test_attention_4d_gqa: Y at [0, 1, 2, 3] expected");
    scratch.must_fail("(1 of 576 cells differ)");
}

#[test]
fn a_changed_attribute_fails() {
    let scratch = Scratch::with_case("changed_attribute", CASE);
    scratch.edit_entry(|entry| entry["attributes"]["softcap"] = json!(0.5));
    scratch.must_fail("Y at");
}

#[test]
fn a_present_key_must_be_an_exact_copy() {
    let case = "test_attention_3d_with_past_and_present";
    let scratch = Scratch::with_case("exact_copy", case);
    let file = format!("{case}.safetensors");
    let mut bytes = scratch.read(&file);
    let cell = data_of(&bytes, "out.present_key");
    bytes[cell] ^= 1;
    scratch.write(&file, &bytes);
    scratch.must_fail("present_key at [0, 0, 0, 0]");
}

/// What a [`Liar`] does to the output of the reference.
type Lie = fn(&mut AttentionResponse);

struct Liar(Lie);

impl Backend for Liar {
    fn name(&self) -> &str {
        "liar"
    }

    fn attention(&mut self, request: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
        let mut response = Reference.attention(request)?;
        (self.0)(&mut response);
        Ok(response)
    }

    fn rotary(&mut self, request: &RotaryRequest) -> Result<ArrayD<f64>, Obstacle> {
        Reference.rotary(request).map(|output| output * 1.01)
    }
}

#[test]
fn a_backend_that_lies_is_found_out_in_every_case() {
    let lies: [Lie; 4] = [
        |response| response.out += 0.05,
        |response| response.out.fill(f64::NAN),
        |response| response.out.fill(0.0),
        |response| response.out.swap_axes(1, 2),
    ];
    for lie in lies {
        let (summary, report) = run(&golden(), &mut Liar(lie));
        assert_eq!(summary.passed, 0, "{report}");
    }
}

#[test]
fn a_backend_that_leaves_scores_out_is_not_passed_over() {
    let scratch = Scratch::with_case("scores_left_out", "test_attention_4d_with_qk_matmul");
    let (summary, report) = run(scratch.path(), &mut Liar(|response| response.scores = None));
    assert_eq!(summary.failed, 1, "{report}");
    assert!(
        report.contains("the backend left out qk_matmul_output"),
        "{report}"
    );
}

#[test]
fn what_a_backend_cannot_do_is_skipped_with_its_reason() {
    struct Unable;

    impl Backend for Unable {
        fn name(&self) -> &str {
            "unable"
        }

        fn attention(&mut self, _: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
            Err(Obstacle::Unsupported("no attention today".to_owned()))
        }

        fn rotary(&mut self, _: &RotaryRequest) -> Result<ArrayD<f64>, Obstacle> {
            Err(Obstacle::Broken("no rotation today".to_owned()))
        }
    }

    let (summary, report) = run(&golden(), &mut Unable);
    assert_eq!(
        summary,
        Summary {
            passed: 0,
            failed: 5,
            skipped: 75
        }
    );
    assert!(
        report.contains("skip test_attention_4d: no attention today\n"),
        "{report}"
    );
    assert!(
        report.contains("FAIL test_rotary_embedding_interleaved: no rotation today\n"),
        "{report}"
    );
}
