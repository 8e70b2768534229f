//! What the engine on the CPU transfers before its first call, in an application of its own.

use super::{measure, print};
use crate::commands::wasm::VARIANTS;
use crate::{paths, shell::Shell};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most that it may transfer, in bytes after brotli.
const BUDGET: u64 = 120_000;

/// Where vite.engine.config.ts builds it.
const FOLDER: &str = "target/xtask/engine";

/// Prints the table; an error if the total is over the budget.
pub(super) fn check(shell: &Shell) -> Result<()> {
    let www = Path::new(paths::WWW);
    shell.run(
        Command::new("node")
            .arg(www.join("node_modules/vite/bin/vite.js"))
            .args(["build", "--logLevel", "warn", "--config"])
            .arg(www.join("vite.engine.config.ts")),
    )?;
    let folder = Path::new(FOLDER);
    let assets = paths::files_below(&folder.join("assets"));
    let (script, module) = first_of(&assets)?;
    let files = [folder.join("engine.js"), script, module];
    let total = print(shell, measure(shell, folder, &files)?, BUDGET)?;
    if total > BUDGET {
        bail!("the engine transfers {total} bytes, over the budget of {BUDGET}");
    }
    Ok(())
}

/// The worker's script, and the module that it loads: of the alternatives, the largest. What makes
/// traces, the GPU's part and what runs without workers come later, or never.
fn first_of(assets: &[PathBuf]) -> Result<(PathBuf, PathBuf)> {
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let is_variant = |path: &&PathBuf| {
        let name = name(path).unwrap_or_default();
        name.ends_with(".wasm")
            && VARIANTS
                .iter()
                .any(|variant| name.starts_with(&format!("{}-", variant.name)))
    };
    let size = |path: &&PathBuf| std::fs::metadata(path).map_or(0, |file| file.len());
    let module = assets.iter().filter(is_variant).max_by_key(size);
    let module = module.context("the engine was built without a module")?;
    let named = name(module).unwrap_or_default();
    let is_worker = |path: &&PathBuf| {
        name(path).is_some_and(|name| name.starts_with("worker-") && name.ends_with(".js"))
            && std::fs::read_to_string(path).is_ok_and(|text| text.contains(&named))
    };
    let script = assets.iter().find(is_worker);
    let script = script.context("no worker's script names the module")?;
    Ok((script.clone(), module.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_of_the_kernels_counts_with_the_largest_of_their_modules() {
        let folder = std::env::temp_dir().join(format!("xtask-engine-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let written = [
            ("gpu-a.wasm", "the largest of all"),
            ("inline-a.js", "relaxed-a.wasm scalar-a.wasm"),
            ("relaxed-a.wasm", "large"),
            ("scalar-a.wasm", "less"),
            ("worker-a.js", "gpu-a.wasm"),
            ("worker-b.js", "relaxed-a.wasm scalar-a.wasm"),
        ];
        for (name, text) in written {
            std::fs::write(folder.join(name), text).unwrap();
        }
        let assets = written.map(|(name, _)| folder.join(name));
        let expected = (folder.join("worker-b.js"), folder.join("relaxed-a.wasm"));
        assert_eq!(first_of(&assets).unwrap(), expected);
        assert!(first_of(&assets[..1]).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
