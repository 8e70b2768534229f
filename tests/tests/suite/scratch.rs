//! Folders of cases made for one test.

use headwise_tests::backend::{Backend, Reference};
use headwise_tests::conformance::{self, Summary};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of ONNX's cases.
pub(crate) fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/onnx")
}

/// Judges a folder; gives the count and the report.
pub(crate) fn run(folder: &Path, backend: &mut dyn Backend) -> (Summary, String) {
    let mut report = Vec::new();
    let summary =
        conformance::run(folder, backend, &mut report).expect("a vector takes every line");
    let report = String::from_utf8(report).expect("reports are text");
    assert_eq!(
        report.lines().last(),
        Some(summary.to_string().as_str()),
        "the count comes last"
    );
    (summary, report)
}

/// A folder that one test owns.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder; `test` is the name of the test, which no other may use.
    pub(crate) fn empty(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("left over from an earlier run");
        }
        fs::create_dir_all(&folder).expect("the target folder can be written");
        Self(folder)
    }

    /// A folder that holds one of ONNX's cases.
    pub(crate) fn with_case(test: &str, case: &str) -> Self {
        let scratch = Self::empty(test);
        let list = fs::read(golden().join("cases.json")).expect("golden data");
        let list: Vec<Value> = serde_json::from_slice(&list).expect("golden data");
        let entry = list
            .into_iter()
            .find(|entry| entry["name"] == case)
            .expect("a golden case");
        scratch.write("cases.json", json!([entry]).to_string().as_bytes());
        let file = format!("{case}.safetensors");
        let bytes = fs::read(golden().join(&file)).expect("golden data");
        scratch.write(&file, &bytes);
        scratch
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, file: &str, bytes: &[u8]) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
        fs::write(path, bytes).expect("the folder can be written");
    }

    pub(crate) fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.0.join(file)).expect("the test wrote it")
    }

    /// Changes the only entry of the list.
    pub(crate) fn edit_entry(&self, edit: impl FnOnce(&mut Value)) {
        let mut list: Value = serde_json::from_slice(&self.read("cases.json")).expect("a list");
        edit(&mut list[0]);
        self.write("cases.json", list.to_string().as_bytes());
    }

    /// Judges the folder on the reference.
    pub(crate) fn judge(&self) -> (Summary, String) {
        run(&self.0, &mut Reference)
    }

    /// Judges a folder that must give one failure and nothing else; `reason` is part of its line.
    #[track_caller]
    pub(crate) fn must_fail(&self, reason: &str) {
        let (summary, report) = self.judge();
        assert_eq!(
            summary,
            Summary {
                passed: 0,
                failed: 1,
                skipped: 0
            },
            "{report}"
        );
        assert!(
            report.contains(reason),
            "{reason:?} is not in the report:\n{report}"
        );
    }

    /// Judges a folder that must give one skip and nothing else; `reason` is part of its line.
    #[track_caller]
    pub(crate) fn must_skip(&self, reason: &str) {
        let (summary, report) = self.judge();
        assert_eq!(
            summary,
            Summary {
                passed: 0,
                failed: 0,
                skipped: 1
            },
            "{report}"
        );
        assert!(
            report.contains(reason),
            "{reason:?} is not in the report:\n{report}"
        );
    }
}
