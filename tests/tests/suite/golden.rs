//! ONNX's own operator cases on the backends.

use crate::scratch::{golden, run};
use headwise_tests::backend::{Backend, Reference, Tiled};
use std::collections::BTreeSet;

/// Judges ONNX's cases: none may fail, and skips may have these reasons only.
#[track_caller]
fn passes(backend: &mut dyn Backend, passed: usize, reasons: &[&str]) {
    let (summary, report) = run(&golden(), backend);
    assert_eq!((summary.passed, summary.failed), (passed, 0), "{report}");
    let given: BTreeSet<&str> = report
        .lines()
        .filter_map(|line| line.strip_prefix("skip ")?.split_once(": "))
        .map(|(_, reason)| reason)
        .collect();
    assert_eq!(given, BTreeSet::from_iter(reasons.iter().copied()));
}

const NO_LINEAR_ATTENTION: &str = "linear attention has no kernel";

#[test]
fn the_reference_passes_every_case() {
    passes(&mut Reference, 80, &[]);
}

#[test]
fn the_tile_loop_passes_every_case_that_asks_for_no_scores() {
    passes(
        &mut Tiled,
        58,
        &[NO_LINEAR_ATTENTION, "the tile loop never holds the scores"],
    );
}

/// The folder as it is judged where no other cases lie beside the repository.
#[test]
fn all_golden_data_that_looks_like_cases_is() {
    let (summary, report) = run(golden().parent().expect("a folder"), &mut Reference);
    assert_eq!((summary.passed, summary.failed), (82, 0), "{report}");
}
