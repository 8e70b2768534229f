//! The page on which the suite runs the engine in a browser.

use crate::{paths, shell::Shell, tools::npm};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Its source, with a configuration that says where it is built.
const SOURCE: &str = "tests/browser/engine-page";

/// Builds the page. The WebAssembly packages must have been built.
pub(super) fn build(shell: &Shell) -> Result<()> {
    npm::ensure(shell)?;
    shell.run(
        Command::new("node")
            .arg(Path::new(paths::WWW).join("node_modules/vite/bin/vite.js"))
            .args(["build", "--logLevel", "warn", SOURCE]),
    )
}
