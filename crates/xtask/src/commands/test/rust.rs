//! Stages that need Rust alone.

use super::counts;
use super::plan::Outcome;
use crate::commands::{conformance, tidy as house};
use crate::paths;
use crate::shell::{Shell, WORKSPACE, cargo};
use anyhow::{Context, Result, ensure};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub(super) const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// The verdict on a stage that only passes or fails.
pub(super) const PASSED: fn(()) -> Outcome = |()| Outcome::Passed(String::new());

/// The verdict on a stage whose tests have passed: there must have been some.
pub(super) fn tested(shell: &Shell) -> Result<Outcome> {
    let counts = shell.log().map(counts::of_file).unwrap_or_default();
    ensure!(!counts.is_empty(), "no test ran");
    Ok(Outcome::Passed(counts))
}

pub(super) fn fmt(shell: &Shell) -> Result<Outcome> {
    shell
        .run(cargo().args(["fmt", "--all", "--check"]))
        .map(PASSED)
}

pub(super) fn tidy(shell: &Shell) -> Result<Outcome> {
    house::run(shell, &[]).map(PASSED)
}

pub(super) fn clippy(shell: &Shell) -> Result<Outcome> {
    let mut command = cargo();
    command
        .arg("clippy")
        .args(WORKSPACE)
        .arg("--all-targets")
        .args(DENY_WARNINGS);
    shell.run(&mut command).map(PASSED)
}

pub(super) fn native(shell: &Shell) -> Result<Outcome> {
    let mut command = cargo();
    // The GPU kernels have a stage of their own, on an adapter chosen for them.
    let packages = WORKSPACE.iter().chain(&["--exclude", "headwise-gpu"]);
    if paths::on_path("cargo-nextest").is_some() {
        command
            .args(["nextest", "run", "--no-fail-fast"])
            .args(packages);
    } else {
        command
            .args(["test", "--lib", "--bins", "--tests", "--no-fail-fast"])
            .args(packages);
    }
    shell.run(&mut command)?;
    tested(shell)
}

pub(super) fn doc_tests(shell: &Shell) -> Result<Outcome> {
    shell.run(cargo().args(["test", "--doc"]).args(WORKSPACE))?;
    tested(shell)
}

pub(super) fn rustdoc(shell: &Shell) -> Result<Outcome> {
    let mut command = cargo();
    command
        .args(["doc", "--no-deps"])
        .args(WORKSPACE)
        .env("RUSTDOCFLAGS", "-D warnings");
    shell.run(&mut command).map(PASSED)
}

pub(super) fn cases(shell: &Shell) -> Result<Outcome> {
    judge_cases(shell, "reference")?;
    tested(shell)
}

/// Runs the cases that others computed, and the properties.
pub(super) fn judge_cases(shell: &Shell, backend: &str) -> Result<()> {
    judge_under(shell, backend, &[])
}

/// The same under environment variables.
pub(super) fn judge_under(
    shell: &Shell,
    backend: &str,
    variables: &[(&str, OsString)],
) -> Result<()> {
    let run = conformance::Run {
        folder: &case_folder()?,
        backend,
        properties: true,
        variables,
        among_tests: true,
    };
    conformance::judge(shell, &run)
}

/// The cases that lie beside the repository, if any do, or else those that lie in it.
fn case_folder() -> Result<PathBuf> {
    let folders = [
        "../shared/conformance",
        "shared/conformance",
        "tests/golden",
    ];
    let folder = folders.iter().map(Path::new).find(|folder| folder.is_dir());
    let folder = folder.context("there is no folder of cases, not even tests/golden")?;
    Ok(folder.canonicalize()?)
}
