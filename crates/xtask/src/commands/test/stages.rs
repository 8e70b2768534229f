//! The stages of `test`, in the order in which they run: quick ones first.

use super::plan::{Outcome, Stage};
use super::{gpu, rust, web};
use crate::shell::Shell;
use anyhow::Result;

pub(crate) fn all() -> Vec<Stage> {
    vec![
        stage("fmt", "formatting of the Rust code", &[], rust::fmt),
        stage("tidy", "import rules and house style", &[], rust::tidy),
        stage("clippy", "lints of every crate", &[], rust::clippy),
        stage("native", "unit and property tests", &[], rust::native),
        stage(
            "doc-tests",
            "examples in the documentation",
            &[],
            rust::doc_tests,
        ),
        stage(
            "rustdoc",
            "documentation without a warning",
            &[],
            rust::rustdoc,
        ),
        stage("cases", "conformance of the reference", &[], rust::cases),
        stage("gpu", "the GPU kernels in software", &[], gpu::kernels),
        stage(
            "wasm",
            "the WebAssembly package and its types",
            &[],
            web::build_wasm,
        ),
        stage(
            "wasm-clippy",
            "lints of the crates for the browser",
            &["wasm"],
            web::wasm_clippy,
        ),
        stage(
            "wasm-tests",
            "tests of the crates in Chromium",
            &["wasm"],
            web::wasm_tests,
        ),
        stage(
            "lanes",
            "the kernels on all lanes in Node",
            &["wasm"],
            web::lanes,
        ),
        stage(
            "wasm-cases",
            "conformance of the package",
            &["wasm"],
            web::wasm_cases,
        ),
        stage(
            "browser-cases",
            "conformance of the engine in Chromium",
            &["wasm"],
            web::browser_cases,
        ),
        stage("check", "types of the front end", &["wasm"], web::check),
        stage("lint", "lints of the front end", &["wasm"], web::lint),
        stage("unit", "unit tests of the front end", &["wasm"], web::unit),
        stage("site", "the static site", &["wasm"], web::site),
        stage(
            "size",
            "what the first load transfers",
            &["site"],
            web::size,
        ),
        stage("package", "the npm package", &["wasm"], web::package),
        stage(
            "packaging",
            "the npm package as others install it",
            &["package"],
            web::packaging,
        ),
        stage("e2e", "the site in Chromium", &["site"], web::end_to_end),
    ]
}

/// Only when it is asked for: these browsers are not everywhere.
pub(crate) fn other_browsers() -> Stage {
    stage(
        "browsers",
        "the site in Firefox and WebKitGTK",
        &["site"],
        web::other_browsers,
    )
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
