//! The stages of `test`, in the order in which they run: cheap ones first.

use super::plan::{Outcome, Stage};
use crate::commands::{build, conformance, serve::Server, size, tidy, wasm};
use crate::tools::{chromium, npm, wasm_bindgen, wasm_target};
use crate::{
    paths,
    shell::{Shell, cargo},
};
use anyhow::{Context, Result};
use std::path::Path;

const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];
const WORKSPACE: [&str; 2] = ["--workspace", "--all-features"];

pub(crate) fn all() -> Vec<Stage> {
    vec![
        Stage {
            name: "fmt",
            what: "formatting of the Rust code",
            needs: &[],
            run: fmt,
        },
        Stage {
            name: "tidy",
            what: "import rules and house style",
            needs: &[],
            run: tidy_up,
        },
        Stage {
            name: "clippy",
            what: "lints of every crate",
            needs: &[],
            run: clippy,
        },
        Stage {
            name: "native",
            what: "unit and property tests",
            needs: &[],
            run: native,
        },
        Stage {
            name: "doc-tests",
            what: "examples in the documentation",
            needs: &[],
            run: doc_tests,
        },
        Stage {
            name: "rustdoc",
            what: "the documentation builds without a warning",
            needs: &[],
            run: rustdoc,
        },
        Stage {
            name: "reference",
            what: "conformance of the reference",
            needs: &[],
            run: conformance_of_reference,
        },
        Stage {
            name: "wasm",
            what: "the WebAssembly package and its types",
            needs: &[],
            run: build_wasm,
        },
        Stage {
            name: "wasm-clippy",
            what: "lints of the WebAssembly crate for its target",
            needs: &["wasm"],
            run: wasm_clippy,
        },
        Stage {
            name: "wasm-tests",
            what: "the WebAssembly crate in headless Chromium",
            needs: &["wasm"],
            run: wasm_tests,
        },
        Stage {
            name: "wasm-cases",
            what: "conformance of the WebAssembly package",
            needs: &["wasm"],
            run: conformance_of_wasm,
        },
        Stage {
            name: "check",
            what: "types of the front end",
            needs: &["wasm"],
            run: |shell| script(shell, "check"),
        },
        Stage {
            name: "lint",
            what: "lints of the front end",
            needs: &["wasm"],
            run: |shell| script(shell, "lint"),
        },
        Stage {
            name: "unit",
            what: "unit tests of the front end",
            needs: &["wasm"],
            run: |shell| script(shell, "test"),
        },
        Stage {
            name: "site",
            what: "the static site",
            needs: &["wasm"],
            run: site,
        },
        Stage {
            name: "size",
            what: "what the first load transfers",
            needs: &["site"],
            run: transfer,
        },
        Stage {
            name: "e2e",
            what: "the site in headless Chromium",
            needs: &["site"],
            run: end_to_end,
        },
    ]
}

const PASSED: fn(()) -> Outcome = |()| Outcome::Passed(String::new());

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
    shell.run(&mut command).map(PASSED)
}

fn doc_tests(shell: &Shell) -> Result<Outcome> {
    shell
        .run(cargo().args(["test", "--doc"]).args(WORKSPACE))
        .map(PASSED)
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
    shell.run(&mut command).map(PASSED)
}

fn script(shell: &Shell, name: &str) -> Result<Outcome> {
    npm::ensure(shell)?;
    shell.run(&mut npm::script(name)).map(PASSED)
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
    shell.run(&mut command).map(PASSED)
}

fn conformance_of_reference(shell: &Shell) -> Result<Outcome> {
    conform(shell, "reference")
}

fn conformance_of_wasm(shell: &Shell) -> Result<Outcome> {
    conform(shell, "wasm")
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
    conformance::judge(shell, &folder.canonicalize()?, backend).map(PASSED)
}
