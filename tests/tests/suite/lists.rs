//! Case lists and folders that are not as they should be.

use crate::scratch::Scratch;
use headwise_tests::conformance::Summary;
use serde_json::{Value, json};

const CASE: &str = "test_attention_4d";

#[test]
fn a_missing_folder_fails() {
    let scratch = Scratch::empty("missing_folder");
    let (summary, report) = crate::scratch::run(
        &scratch.path().join("nowhere"),
        &mut headwise_tests::backend::Reference,
    );
    assert_eq!(
        summary,
        Summary {
            passed: 0,
            failed: 1,
            skipped: 0
        },
        "{report}"
    );
}

#[test]
fn a_folder_without_cases_fails() {
    Scratch::empty("without_cases").must_fail("holds no cases");
}

#[test]
fn an_empty_list_fails() {
    let scratch = Scratch::empty("empty_list");
    scratch.write("cases.json", b"[]");
    scratch.must_fail("lists no cases");
}

#[test]
fn a_list_that_is_not_json_fails() {
    let scratch = Scratch::empty("not_json");
    scratch.write("cases.json", b"[{");
    scratch.must_fail("cases.json: EOF");
}

#[test]
fn a_broken_entry_spoils_no_other() {
    let scratch = Scratch::with_case("broken_entry", CASE);
    let list: Vec<Value> = serde_json::from_slice(&scratch.read("cases.json")).unwrap();
    let list = json!([{ "name": "without the rest" }, list[0]]);
    scratch.write("cases.json", list.to_string().as_bytes());
    let (summary, report) = scratch.judge();
    assert_eq!(
        summary,
        Summary {
            passed: 1,
            failed: 1,
            skipped: 0
        },
        "{report}"
    );
    assert!(
        report.contains("cases.json[0]: missing field `op`"),
        "{report}"
    );
}

#[test]
fn folders_of_operators_and_models_are_found_side_by_side() {
    let scratch = Scratch::with_case("side_by_side", CASE);
    let file = format!("{CASE}.safetensors");
    for file in ["cases.json", &file] {
        scratch.write(&format!("all/onnx/{file}"), &scratch.read(file));
    }
    let other = br#"{"model_type":"bert"}"#;
    scratch.write("all/models/tiny/config.json", other);
    let (summary, report) = crate::scratch::run(
        &scratch.path().join("all"),
        &mut headwise_tests::backend::Reference,
    );
    assert_eq!(
        summary,
        Summary {
            passed: 1,
            failed: 0,
            skipped: 1
        },
        "{report}"
    );
    assert!(
        report.contains("skip tiny: architecture bert is not built"),
        "{report}"
    );
}

#[test]
fn unknown_operators_and_attributes_are_skipped() {
    let scratch = Scratch::with_case("unknown_operator", CASE);
    scratch.edit_entry(|entry| entry["op"] = json!("TensorScatter"));
    scratch.must_skip("operator TensorScatter is not built");

    let scratch = Scratch::with_case("early_opset", CASE);
    scratch.edit_entry(|entry| entry["opset"] = json!(22));
    scratch.must_skip("operator Attention of opset 22");

    let scratch = Scratch::with_case("unknown_attribute", CASE);
    scratch.edit_entry(|entry| entry["attributes"]["attention_sink"] = json!(4));
    scratch.must_skip("attribute attention_sink is unknown");
}

#[test]
fn attributes_of_the_wrong_type_fail() {
    let scratch = Scratch::with_case("wrong_attribute", CASE);
    scratch.edit_entry(|entry| entry["attributes"]["is_causal"] = json!("yes"));
    scratch.must_fail("attribute is_causal is \"yes\", not 0 or 1");
}

#[test]
fn missing_tensors_fail() {
    let scratch = Scratch::with_case("missing_output", CASE);
    scratch.edit_entry(|entry| entry["outputs"] = json!(["Z"]));
    scratch.must_fail("out.Z");

    let scratch = Scratch::with_case("missing_input", CASE);
    scratch.edit_entry(|entry| entry["inputs"] = json!(["Q", "K", ""]));
    scratch.must_fail("input 2 (V) is missing");
}

#[test]
fn a_case_that_compares_nothing_fails() {
    let scratch = Scratch::with_case("compares_nothing", CASE);
    scratch.edit_entry(|entry| entry["outputs"] = json!([""]));
    scratch.must_fail("lists no output");
}

#[test]
fn tolerances_that_pass_anything_fail() {
    let scratch = Scratch::with_case("bad_tolerance", CASE);
    scratch.edit_entry(|entry| entry["rtol"] = json!(-1.0));
    scratch.must_fail("tolerances rtol -1");
}

#[test]
fn a_name_may_not_lead_out_of_the_folder() {
    let scratch = Scratch::with_case("leads_out", CASE);
    scratch.edit_entry(|entry| entry["name"] = json!("../leads_out/test_attention_4d"));
    scratch.must_fail("may not hold a separator");
}

#[test]
fn nodes_that_break_the_rules_of_the_operator_fail() {
    let scratch = Scratch::with_case(
        "half_a_cache",
        "test_attention_4d_causal_with_past_and_present",
    );
    scratch.edit_entry(|entry| entry["inputs"][5] = json!(""));
    scratch.must_fail("past_key and past_value must be given together");

    let scratch = Scratch::with_case("no_heads", "test_attention_3d");
    scratch.edit_entry(|entry| entry["attributes"] = json!({}));
    scratch.must_fail("Q: three axes need the number of heads");

    let scratch = Scratch::with_case("bad_window", CASE);
    scratch.edit_entry(|entry| entry["attributes"]["left_window_size"] = json!(-2));
    scratch.must_fail("left_window_size is -2");

    let scratch = Scratch::with_case("bad_mode", "test_attention_4d_with_qk_matmul");
    scratch.edit_entry(|entry| entry["attributes"]["qk_matmul_output_mode"] = json!(4));
    scratch.must_fail("qk_matmul_output_mode is 4");
}
