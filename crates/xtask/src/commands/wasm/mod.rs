//! `wasm`: the WebAssembly package that the engine imports, and its double with test hooks.

use crate::tools::{
    metadata, npm,
    wasm_bindgen::{self, WasmBindgen},
    wasm_target,
};
use crate::{
    paths,
    shell::{Shell, cargo},
};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// One build of the same crate.
struct Variant {
    /// Profile of Cargo.toml, which is also the folder that cargo builds into.
    profile: &'static str,
    features: &'static [&'static str],
    folder: &'static str,
    /// Only what readers download is worth the optimiser's time.
    optimise: bool,
}

const VARIANTS: [Variant; 2] = [
    Variant {
        profile: "release",
        features: &[],
        folder: paths::PACKAGE,
        optimise: true,
    },
    Variant {
        profile: "test-hooks",
        features: &["--features", "test-hooks"],
        folder: paths::PACKAGE_WITH_HOOKS,
        optimise: false,
    },
];

/// The module's file in a package.
const MODULE: &str = "headwise_wasm_bg.wasm";

/// What rustc assumes of a browser for this target; the optimiser must know it to read the module.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    super::no_arguments("wasm", arguments)?;
    build(shell)
}

/// Builds the declarations and both packages, skipping what is up to date.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    wasm_target::ensure(shell)?;
    let tools = wasm_bindgen::ensure(shell)?;
    npm::ensure(shell)?;
    super::types::generate(shell)?;
    for variant in &VARIANTS {
        package(shell, &tools, variant)?;
    }
    Ok(())
}

fn package(shell: &Shell, tools: &WasmBindgen, variant: &Variant) -> Result<()> {
    shell.run(
        cargo()
            .args([
                "build",
                "--package",
                "headwise-wasm",
                "--lib",
                "--profile",
                variant.profile,
            ])
            .args(["--target", wasm_target::TARGET])
            .args(variant.features),
    )?;
    let built = metadata::target_folder(shell)?
        .join(wasm_target::TARGET)
        .join(variant.profile)
        .join("headwise_wasm.wasm");
    let folder = Path::new(variant.folder);
    if is_newer(&folder.join(MODULE), &built) {
        return shell.note(format_args!("{} is up to date", folder.display()));
    }
    // Written aside first: whoever reads the package meanwhile never sees half of it, and a run
    // that is stopped leaves nothing that looks up to date.
    let aside = Path::new(paths::SCRATCH).join(format!("package-{}", std::process::id()));
    let mut bindgen = Command::new(&tools.cli);
    bindgen
        .arg(&built)
        .args(["--target", "web", "--out-name", "headwise_wasm"])
        // The engine replaces an instance that panicked without loading the module again.
        .arg("--experimental-reset-state-function");
    if variant.optimise {
        bindgen.args(["--remove-name-section", "--remove-producers-section"]);
    }
    shell.run(bindgen.arg("--out-dir").arg(&aside))?;
    if variant.optimise {
        optimise(shell, &aside.join(MODULE))?;
    }
    let bytes = std::fs::metadata(aside.join(MODULE))?.len();
    replace(&aside, folder)?;
    shell.note(format_args!(
        "{} holds {bytes} bytes of WebAssembly",
        folder.display()
    ))
}

fn optimise(shell: &Shell, module: &Path) -> Result<()> {
    let smaller = module.with_extension("wasm.opt");
    shell.run(
        Command::new("node")
            .arg(Path::new(paths::WWW).join("node_modules/binaryen/bin/wasm-opt"))
            .arg(module)
            .args(WASM_FEATURES)
            .args(["-O3", "--output"])
            .arg(&smaller),
    )?;
    std::fs::rename(&smaller, module).context("wasm-opt left no module")
}

/// Puts the folder `new` in the place of `old`.
fn replace(new: &Path, old: &Path) -> Result<()> {
    if old.exists() {
        std::fs::remove_dir_all(old)?;
    }
    if let Some(parent) = old.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::rename(new, old).with_context(|| format!("cannot write {}", old.display()))
}

/// Whether `output` exists and was written after `input`.
fn is_newer(output: &Path, input: &Path) -> bool {
    let modified = |path: &Path| {
        std::fs::metadata(path)
            .and_then(|file| file.modified())
            .ok()
    };
    match (modified(output), modified(input)) {
        (Some(output), Some(input)) => output > input,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_that_is_missing_is_not_newer() {
        let here = paths::root().join("Cargo.toml");
        assert!(!is_newer(Path::new("/nowhere"), &here));
        assert!(!is_newer(&here, Path::new("/nowhere")));
        assert!(!is_newer(&here, &here));
    }
}
