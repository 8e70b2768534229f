//! Stages of the WebAssembly package and the front end, which need Node and Chromium.

use super::plan::Outcome;
use super::rust::{DENY_WARNINGS, PASSED, judge_cases, judge_under, tested};
use crate::commands::serve::Server;
use crate::commands::{build, package as npm_package, size as transfer, wasm};
use crate::paths;
use crate::shell::{Shell, cargo};
use crate::side_by_side::side_by_side;
use crate::tools::{apt, chromium, metadata, npm, python, vulkan, wasm_bindgen, wasm_target};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crate whose tests run on every instruction set.
const KERNELS: &str = "headwise-cpu";

/// Has Vitest name the tests that it skips, and why.
const NAME_EVERY_TEST: [&str; 2] = ["--", "--reporter=verbose"];

pub(super) fn build_wasm(shell: &Shell) -> Result<Outcome> {
    wasm::build(shell).map(PASSED)
}

pub(super) fn wasm_clippy(shell: &Shell) -> Result<Outcome> {
    let mut command = for_wasm(shell, "clippy", |_| true)?;
    shell
        .run(command.arg("--all-targets").args(DENY_WARNINGS))
        .map(PASSED)
}

/// The crates in Chromium, but for the kernels, which [`lanes`] tests.
pub(super) fn wasm_tests(shell: &Shell) -> Result<Outcome> {
    let browser = chromium::ensure(shell)?;
    let runner = wasm_bindgen::ensure(shell)?.test_runner;
    let settings = Path::new("crates/headwise-wasm/webdriver.json");
    let settings = chromium::write_capabilities(&browser, settings)?;
    let without = without_webgpu(&settings)?;
    // The device's tests are told what there must be, and know what is to be said where there is none.
    let test = || for_wasm(shell, "test", |package| package != KERNELS);
    let mut all = test()?;
    all.args(["--lib", "--tests"]);
    if vulkan::is_in_chromium() {
        all.env("HEADWISE_EXPECT_GPU", "yes");
    }
    let mut of_gpu = test()?;
    of_gpu
        .args(["--test", "browser", "--", "gpu"])
        .env("HEADWISE_EXPECT_GPU", "no");
    for (mut command, settings) in [(all, settings), (of_gpu, without)] {
        command
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
            .env("CHROMEDRIVER", &browser.driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
            // Seconds for all tests of a file together: shaders compile slowly on an adapter in software.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "180");
        shell.run(&mut command)?;
    }
    tested(shell)
}

/// A copy of WebDriver capabilities without the flags that give Chromium a WebGPU adapter in software.
fn without_webgpu(settings: &Path) -> Result<PathBuf> {
    let mut capabilities: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(settings)?)?;
    let flags = capabilities["goog:chromeOptions"]["args"].as_array_mut();
    flags
        .context("capabilities without flags")?
        .retain(|flag| !flag.as_str().is_some_and(|flag| flag.contains("webgpu")));
    let copy = settings.with_file_name("webdriver-without-webgpu.json");
    std::fs::write(&copy, capabilities.to_string())?;
    Ok(copy)
}

/// The kernels' properties on each instruction set, in Node, which starts sooner than a browser.
///
/// In the profile in which they are shipped: it is that code which is judged, and the properties run three
/// times as fast as in the profile of the other tests.
pub(super) fn lanes(shell: &Shell) -> Result<Outcome> {
    let runner = wasm_bindgen::ensure(shell)?.test_runner;
    // Node runs them on one core, and the linker works on one.
    side_by_side(&wasm::VARIANTS, |variant| {
        let mut command = cargo();
        command
            .args(["test", "--release", "--target", wasm_target::TARGET])
            .args(["--package", KERNELS, "--test", "lanes"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
            .env("NODE_ARGS", variant.node_arguments);
        variant.set(shell, &mut command)?;
        shell.run(&mut command)
    })?;
    tested(shell)
}

/// A cargo command on those of the crates with tests for the browser that are wanted.
fn for_wasm(shell: &Shell, name: &str, wanted: fn(&str) -> bool) -> Result<Command> {
    let mut command = cargo();
    command.args([name, "--target", wasm_target::TARGET, "--all-features"]);
    for package in metadata::tested_with(shell, "wasm-bindgen-test")? {
        if wanted(&package) {
            command.args(["--package", &package]);
        }
    }
    Ok(command)
}

pub(super) fn wasm_cases(shell: &Shell) -> Result<Outcome> {
    judge_cases(shell, "wasm")?;
    tested(shell)
}

/// The engine in Chromium: on the CPU, and on WebGPU in software. Debian's Chromium brings that along;
/// elsewhere a browser without an adapter is a skip.
pub(super) fn browser_cases(shell: &Shell) -> Result<Outcome> {
    judge_cases(shell, "browser-cpu")?;
    let expected = vulkan::is_in_chromium().then(|| ("HEADWISE_EXPECT_GPU", "1".into()));
    judge_under(shell, "webgpu", expected.as_slice())?;
    tested(shell)
}

pub(super) fn check(shell: &Shell) -> Result<Outcome> {
    // Its tests name packages of their own.
    npm_package::ensure_tests(shell)?;
    shell.run(&mut npm::script("check")).map(PASSED)
}

pub(super) fn lint(shell: &Shell) -> Result<Outcome> {
    shell.run(&mut npm::script("lint")).map(PASSED)
}

pub(super) fn unit(shell: &Shell) -> Result<Outcome> {
    let mut command = npm::script("test");
    command.args(NAME_EVERY_TEST);
    if let Some(interpreter) = python::with_numpy(shell)? {
        command.env("PYTHON", interpreter);
    }
    shell.run(&mut command)?;
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

pub(super) fn package(shell: &Shell) -> Result<Outcome> {
    npm_package::build(shell).map(PASSED)
}

/// The packed package, installed and drawn in Chromium, under its budgets.
pub(super) fn packaging(shell: &Shell) -> Result<Outcome> {
    let browser = chromium::ensure(shell)?.browser;
    npm_package::ensure_tests(shell)?;
    let mut command = npm::script("packaging");
    shell.run(command.args(NAME_EVERY_TEST).env("CHROME", browser))?;
    tested(shell)
}

/// A smoke test where the browsers are, or can be installed; a visible skip where not.
pub(super) fn other_browsers(shell: &Shell) -> Result<Outcome> {
    let programs = ["firefox-esr", "WebKitWebDriver", "Xvfb"];
    let missing = programs
        .iter()
        .any(|program| paths::on_path(program).is_none());
    if missing && apt::can_install(shell) {
        let packages = ["firefox-esr", "webkit2gtk-driver", "xvfb"];
        // The tests of a browser that is not there are skipped, and say so.
        if let Err(error) = apt::install(shell, &packages, "the tests in other browsers") {
            shell.note(format_args!("{error:#}"))?;
        }
    }
    shell.run(npm::script("browsers").args(NAME_EVERY_TEST))?;
    tested(shell)
}

/// The tests find the browser and the site, as `serve` serves it, through these variables.
pub(super) fn end_to_end(shell: &Shell) -> Result<Outcome> {
    let browser = chromium::ensure(shell)?.browser;
    let server = Server::start(Path::new(paths::SITE), 0)?;
    let mut command = npm::script("e2e");
    command
        .args(NAME_EVERY_TEST)
        .env("CHROME", browser)
        .env("HEADWISE_URL", server.address());
    shell.run(&mut command)?;
    tested(shell)
}
