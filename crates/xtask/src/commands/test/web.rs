//! Stages of the WebAssembly package and the front end, which need Node and Chromium.

use super::plan::Outcome;
use super::rust::{DENY_WARNINGS, PASSED, judge_cases, tested};
use crate::commands::{build, size as transfer, wasm};
use crate::shell::{Shell, cargo};
use crate::tools::{chromium, npm, wasm_bindgen, wasm_target};
use anyhow::Result;
use std::path::Path;

pub(super) fn build_wasm(shell: &Shell) -> Result<Outcome> {
    wasm::build(shell).map(PASSED)
}

pub(super) fn wasm_clippy(shell: &Shell) -> Result<Outcome> {
    let mut command = cargo();
    command.args([
        "clippy",
        "--package",
        "headwise-wasm",
        "--all-features",
        "--all-targets",
    ]);
    shell
        .run(
            command
                .args(["--target", wasm_target::TARGET])
                .args(DENY_WARNINGS),
        )
        .map(PASSED)
}

pub(super) fn wasm_tests(shell: &Shell) -> Result<Outcome> {
    let browser = chromium::ensure(shell)?;
    let settings = Path::new("crates/headwise-wasm/webdriver.json");
    let settings = chromium::write_capabilities(&browser, settings)?;
    let mut command = cargo();
    command
        .args([
            "test",
            "--package",
            "headwise-wasm",
            "--all-features",
            "--tests",
        ])
        .args(["--target", wasm_target::TARGET])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            wasm_bindgen::ensure(shell)?.test_runner,
        )
        .env("CHROMEDRIVER", browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings);
    shell.run(&mut command)?;
    tested(shell)
}

pub(super) fn wasm_cases(shell: &Shell) -> Result<Outcome> {
    judge_cases(shell, "wasm")
}

pub(super) fn check(shell: &Shell) -> Result<Outcome> {
    shell.run(&mut npm::script("check")).map(PASSED)
}

pub(super) fn lint(shell: &Shell) -> Result<Outcome> {
    shell.run(&mut npm::script("lint")).map(PASSED)
}

pub(super) fn unit(shell: &Shell) -> Result<Outcome> {
    shell.run(&mut npm::script("test"))?;
    tested(shell)
}

pub(super) fn site(shell: &Shell) -> Result<Outcome> {
    build::site(shell).map(PASSED)
}

pub(super) fn size(shell: &Shell) -> Result<Outcome> {
    let total = transfer::check(shell)?;
    Ok(Outcome::Passed(format!(
        "{} KB of {} KB",
        total.div_ceil(1000),
        transfer::BUDGET / 1000
    )))
}

/// The tests serve the site that was built, and find the browser through CHROME.
pub(super) fn end_to_end(shell: &Shell) -> Result<Outcome> {
    let browser = chromium::ensure(shell)?.browser;
    shell.run(npm::script("e2e").env("CHROME", browser))?;
    tested(shell)
}
