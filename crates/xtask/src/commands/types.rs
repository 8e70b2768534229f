//! `types`: TypeScript declarations of the Rust types that cross into JavaScript.

use crate::{
    paths,
    shell::{Shell, cargo},
};
use anyhow::Result;

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    super::no_arguments("types", arguments)?;
    generate(shell)
}

/// Writes the declarations anew.
pub(crate) fn generate(shell: &Shell) -> Result<()> {
    shell.run(
        cargo()
            .args([
                "run",
                "--quiet",
                "--package",
                "xtask",
                "--features",
                "types",
            ])
            .args(["--bin", "xtask-types", "--", paths::TYPES]),
    )?;
    shell.note(format_args!(
        "TypeScript declarations are in {}",
        paths::TYPES
    ))
}
