//! ONNX's own operator cases on the backends.

use crate::scratch::{golden, run};
use headwise_tests::backend::Reference;
use std::collections::BTreeSet;

#[test]
fn the_reference_passes_every_case_of_attention_and_rotary_embedding() {
    let (summary, report) = run(&golden(), &mut Reference);
    assert_eq!(summary.failed, 0, "{report}");
    assert_eq!(summary.passed, 70, "{report}");

    let reasons: BTreeSet<&str> = report
        .lines()
        .filter_map(|line| line.strip_prefix("skip ")?.split_once(": "))
        .map(|(_, reason)| reason)
        .collect();
    assert_eq!(
        reasons,
        BTreeSet::from(["operator LinearAttention is not built"])
    );
}
