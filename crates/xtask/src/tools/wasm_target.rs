//! Rust's standard library for WebAssembly.

use crate::{paths, shell::Shell};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// The target that browsers run.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const ADVICE: &str = "The engine is compiled to WebAssembly, and this Rust has no standard library for it. \
Install Rust with rustup (https://rustup.rs) and run `rustup target add wasm32-unknown-unknown`, or install \
your distribution's package (Debian: libstd-rust-dev-wasm32; Fedora: rust-std-static-wasm32-unknown-unknown).";

/// Makes sure that the target can be built for.
pub(crate) fn ensure(shell: &Shell) -> Result<()> {
    let sysroot = shell.read(Command::new("rustc").args(["--print", "sysroot"]))?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET);
    if library.is_dir() {
        return Ok(());
    }
    if paths::on_path("rustup").is_none() {
        bail!(ADVICE);
    }
    shell.say(format_args!(
        "Adding the Rust target {TARGET}: the engine runs as WebAssembly."
    ))?;
    shell
        .run(Command::new("rustup").args(["target", "add", TARGET]))
        .context(ADVICE)
}
