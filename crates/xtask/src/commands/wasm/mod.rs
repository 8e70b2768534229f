//! `wasm`: the WebAssembly packages that the engine imports, for the CPU, for traces, for
//! decoding, for trained models, for maps, for costs and for the GPU, and a double of the first two with test hooks.
//!
//! A package is one script and a module for each instruction set; the engine loads one of them.

mod names;
mod packages;
mod variant;

use crate::side_by_side::side_by_side;
use crate::tools::{
    npm,
    wasm_bindgen::{self, WasmBindgen},
    wasm_target,
};
use crate::{
    paths,
    shell::{Shell, cargo},
};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) use variant::{VARIANTS, Variant};

use packages::{PACKAGES, Package};

/// What wasm-bindgen calls its files.
const NAME: &str = "headwise_wasm";

/// Where the name of a package's crate begins, and so that of its module with `_` for `-`.
const CRATES: &str = "headwise-wasm-";

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

/// Builds the declarations and all packages, skipping what is up to date.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    wasm_target::ensure(shell)?;
    let tools = wasm_bindgen::ensure(shell)?;
    npm::ensure(shell)?;
    super::types::generate(shell)?;
    compile_all(shell)?;
    // The optimiser works on one core.
    side_by_side(&PACKAGES, |package| write(shell, &tools, package))
}

/// Compiles what is not up to date. Builds in one folder wait for each other, and each spends most of its
/// time linking, on one core: so the folders are worked on side by side.
fn compile_all(shell: &Shell) -> Result<()> {
    let mut folders: BTreeMap<PathBuf, Vec<(&'static Package, &'static Variant)>> = BTreeMap::new();
    for package in &PACKAGES {
        for variant in package.variants {
            let folder = variant.target_folder(shell)?;
            folders.entry(folder).or_default().push((package, variant));
        }
    }
    side_by_side(folders.into_values(), |builds| {
        let mut builds = builds.into_iter();
        builds.try_for_each(|(package, variant)| compile(shell, package, variant).map(drop))
    })
}

fn write(shell: &Shell, tools: &WasmBindgen, package: &Package) -> Result<()> {
    let folder = Path::new(package.folder);
    let module = |folder: &Path, variant: &Variant| {
        folder.join(format!("{}{}.wasm", package.prefix, variant.name))
    };
    let mut fresh = true;
    let mut built = Vec::new();
    for variant in package.variants {
        let compiled = compile(shell, package, variant)?;
        fresh &= is_newer(&module(folder, variant), &compiled);
        built.push((variant, compiled));
    }
    if fresh {
        return shell.note(format_args!("{} is up to date", folder.display()));
    }
    // Written aside first: whoever reads the package meanwhile never sees half of it, and a run
    // that is stopped leaves nothing that looks up to date.
    let scratch = Path::new(paths::SCRATCH);
    let aside = scratch.join(format!("{}-{}", package.name, std::process::id()));
    let mut script = None;
    for (variant, compiled) in built {
        let own = aside.with_extension(variant.name);
        bind(shell, tools, package, &compiled, &own)?;
        let bound = own.join(format!("{NAME}_bg.wasm"));
        if let Some(arguments) = package.optimise {
            names::shorten(&bound, &own.join(format!("{NAME}.js")))?;
            optimise(shell, variant, arguments, &bound)?;
        }
        // One script serves every module, so it must not depend on which of them was compiled.
        let text = std::fs::read_to_string(own.join(format!("{NAME}.js")))?;
        let same = script.as_ref().is_none_or(|first| *first == text);
        ensure!(
            same,
            "the script of {} differs from the others",
            variant.name
        );
        script = Some(text);
        std::fs::create_dir_all(&aside)?;
        for (from, to) in [
            (bound, module(&aside, variant)),
            (
                own.join(format!("{NAME}.js")),
                aside.join(format!("{NAME}.js")),
            ),
            (
                own.join(format!("{NAME}.d.ts")),
                aside.join(format!("{NAME}.d.ts")),
            ),
        ] {
            std::fs::rename(from, to).context("wasm-bindgen left a file out")?;
        }
        std::fs::remove_dir_all(own)?;
        let bytes = std::fs::metadata(module(&aside, variant))?.len();
        shell.note(format_args!(
            "{}: {bytes} bytes of WebAssembly",
            variant.name
        ))?;
    }
    replace(&aside, folder)
}

/// Compiles the package's crate and returns the module's path.
fn compile(shell: &Shell, package: &Package, variant: &Variant) -> Result<PathBuf> {
    let krate = format!("{CRATES}{}", package.name);
    let mut command = cargo();
    command
        .args(["build", "--package", &krate, "--lib"])
        .args(["--profile", package.profile])
        .args(["--target", wasm_target::TARGET]);
    variant.set(shell, &mut command)?;
    shell.run(&mut command)?;
    Ok(variant
        .target_folder(shell)?
        .join(wasm_target::TARGET)
        .join(package.profile)
        .join(format!("{}.wasm", krate.replace('-', "_"))))
}

/// Writes the script and the module that it loads into `folder`.
fn bind(
    shell: &Shell,
    tools: &WasmBindgen,
    package: &Package,
    compiled: &Path,
    folder: &Path,
) -> Result<()> {
    let mut bindgen = Command::new(&tools.cli);
    bindgen
        .arg(compiled)
        .args(["--target", "web", "--out-name", NAME])
        // The engine says which module: a name in the script would be one that is not there.
        .arg("--omit-default-module-path")
        // The engine replaces an instance that panicked without loading the module again.
        .arg("--experimental-reset-state-function");
    if package.optimise.is_some() {
        bindgen.args(["--remove-name-section", "--remove-producers-section"]);
    }
    shell.run(bindgen.arg("--out-dir").arg(folder))
}

fn optimise(shell: &Shell, variant: &Variant, arguments: &str, module: &Path) -> Result<()> {
    let smaller = module.with_extension("wasm.opt");
    shell.run(
        Command::new("node")
            .arg(Path::new(paths::WWW).join("node_modules/binaryen/bin/wasm-opt"))
            .arg(module)
            .args(WASM_FEATURES)
            .args(variant.features)
            .args(arguments.split(' '))
            .arg("--output")
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
