//! The npm package: engine and elements, ready to pack, in www/package.

use crate::{paths, shell::Shell, tools::npm};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// What the tests of the package need beside the front end's packages.
const TESTS: &str = "tests/packaging";

/// Builds it from the front end and the WebAssembly packages that lie in it.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    npm::ensure(shell)?;
    // All crates share a version, and with it the package.
    shell.run(
        Command::new("node")
            .arg(Path::new(paths::WWW).join("npm/build.mjs"))
            .arg(env!("CARGO_PKG_VERSION")),
    )
}

/// Installs what the tests of the package need.
pub(crate) fn ensure_tests(shell: &Shell) -> Result<()> {
    npm::ensure_in(shell, TESTS, "the packaging tests'")
}
