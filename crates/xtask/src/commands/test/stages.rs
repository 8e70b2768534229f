//! The stages of `test`, in the order in which they run: cheap ones first.

use super::counts;
use super::plan::{Outcome, Stage};
use crate::commands::{build, conformance, serve::Server, size, tidy, wasm};
use crate::tools::{chromium, npm, wasm_bindgen, wasm_target};
use crate::{
    paths,
    shell::{Shell, cargo},
};
use anyhow::{Context, Result, ensure};
use std::path::Path;

const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];
const WORKSPACE: [&str; 2] = ["--workspace", "--all-features"];

pub(crate) fn all() -> Vec<Stage> {
    vec![
        stage("fmt", "formatting of the Rust code", &[], fmt),
        stage("tidy", "import rules and house style", &[], tidy_up),
        stage("clippy", "lints of every crate", &[], clippy),
        stage("native", "unit and property tests", &[], native),
        stage("doc-tests", "examples in the documentation", &[], doc_tests),
        stage("rustdoc", "documentation without a warning", &[], rustdoc),
        stage("cases", "conformance of the reference", &[], |shell| {
            conform(shell, "reference")
        }),
        stage(
            "wasm",
            "the WebAssembly package and its types",
            &[],
            build_wasm,
        ),
        stage(
            "wasm-clippy",
            "lints of the WebAssembly crate",
            &["wasm"],
            wasm_clippy,
        ),
        stage(
            "wasm-tests",
            "the WebAssembly crate in Chromium",
            &["wasm"],
            wasm_tests,
        ),
        stage(
            "wasm-cases",
            "conformance of the package",
            &["wasm"],
            |shell| conform(shell, "wasm"),
        ),
        stage("check", "types of the front end", &["wasm"], |shell| {
            script(shell, "check")
        }),
        stage("lint", "lints of the front end", &["wasm"], |shell| {
            script(shell, "lint")
        }),
        stage("unit", "unit tests of the front end", &["wasm"], |shell| {
            script(shell, "test")
        }),
        stage("site", "the static site", &["wasm"], site),
        stage("size", "what the first load transfers", &["site"], transfer),
        stage("e2e", "the site in Chromium", &["site"], end_to_end),
    ]
}

fn stage(
    name: &'static str,
    what: &'static str,
    needs: &'static [&'static str],
    run: fn(&Shell) -> Result<Outcome>,
) -> Stage {
    Stage {
        name,
        what,
        needs,
        run,
    }
}

const PASSED: fn(()) -> Outcome = |()| Outcome::Passed(String::new());

/// The verdict on a stage whose tests have passed: there must have been some.
fn tested(shell: &Shell) -> Result<Outcome> {
    let counts = shell.log().map(counts::of_file).unwrap_or_default();
    ensure!(!counts.is_empty(), "no test ran");
    Ok(Outcome::Passed(counts))
}

fn fmt(shell: &Shell) -> Result<Outcome> {
    shell
        .run(cargo().args(["fmt", "--all", "--check"]))
        .map(PASSED)
}

fn tidy_up(shell: &Shell) -> Result<Outcome> {
    tidy::run(shell, &[]).map(PASSED)
}

fn clippy(shell: &Shell) -> Result<Outcome> {
    shell
        .run(
            cargo()
                .arg("clippy")
                .args(WORKSPACE)
                .arg("--all-targets")
                .args(DENY_WARNINGS),
        )
        .map(PASSED)
}

fn native(shell: &Shell) -> Result<Outcome> {
    let mut command = cargo();
    if paths::on_path("cargo-nextest").is_some() {
        command
            .args(["nextest", "run", "--no-tests", "pass", "--no-fail-fast"])
            .args(WORKSPACE);
    } else {
        command
            .arg("test")
            .args(WORKSPACE)
            .args(["--lib", "--bins", "--tests", "--no-fail-fast"]);
    }
    shell.run(&mut command)?;
    tested(shell)
}

fn doc_tests(shell: &Shell) -> Result<Outcome> {
    shell.run(cargo().args(["test", "--doc"]).args(WORKSPACE))?;
    tested(shell)
}

fn rustdoc(shell: &Shell) -> Result<Outcome> {
    shell
        .run(
            cargo()
                .args(["doc", "--no-deps"])
                .args(WORKSPACE)
                .env("RUSTDOCFLAGS", "-D warnings"),
        )
        .map(PASSED)
}

fn build_wasm(shell: &Shell) -> Result<Outcome> {
    wasm::build(shell).map(PASSED)
}

fn wasm_clippy(shell: &Shell) -> Result<Outcome> {
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

fn wasm_tests(shell: &Shell) -> Result<Outcome> {
    let browser = chromium::ensure(shell)?;
    let runner = wasm_bindgen::ensure(shell)?.test_runner;
    let settings =
        chromium::write_capabilities(&browser, Path::new("crates/headwise-wasm/webdriver.json"))?;
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
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings);
    shell.run(&mut command)?;
    tested(shell)
}

fn script(shell: &Shell, name: &str) -> Result<Outcome> {
    npm::ensure(shell)?;
    shell.run(&mut npm::script(name)).map(PASSED)
}

fn unit(shell: &Shell) -> Result<Outcome> {
    script(shell, "test")?;
    tested(shell)
}

fn site(shell: &Shell) -> Result<Outcome> {
    build::site(shell).map(PASSED)
}

fn transfer(shell: &Shell) -> Result<Outcome> {
    let total = size::check(shell)?;
    Ok(Outcome::Passed(format!(
        "{:.1} KB of {} KB",
        total as f64 / 1000.0,
        size::BUDGET / 1000
    )))
}

/// The tests find the site and the browser through these variables.
fn end_to_end(shell: &Shell) -> Result<Outcome> {
    let browser = chromium::ensure(shell)?;
    let server = Server::start(Path::new(paths::SITE), 0)?;
    let mut command = npm::script("e2e");
    command
        .env("CHROME", browser.browser)
        .env("HEADWISE_URL", server.address());
    shell.run(&mut command)?;
    tested(shell)
}

/// Cases that others computed may lie beside the repository; the golden cases are always there.
fn conform(shell: &Shell, backend: &str) -> Result<Outcome> {
    let folders = [
        "../shared/conformance",
        "shared/conformance",
        "tests/golden",
    ];
    let folder = folders.iter().map(Path::new).find(|folder| folder.is_dir());
    let folder = folder.context("there is no folder of cases, not even tests/golden")?;
    conformance::judge(shell, &folder.canonicalize()?, backend)?;
    tested(shell)
}
