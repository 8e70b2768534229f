//! What the engine on the CPU transfers before its first call, in an application of its own, and what
//! the GPU's part adds when it is first used.

use super::{measure, print};
use crate::commands::wasm::VARIANTS;
use crate::{paths, shell::Shell};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most that it may transfer, in bytes after brotli.
const BUDGET: u64 = 120_000;

/// The most that the GPU's part may add to that.
const GPU_BUDGET: u64 = 80_000;

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
    let total = print(
        shell,
        measure(shell, folder, &of_gpu(&assets)?)?,
        GPU_BUDGET,
    )?;
    if total > GPU_BUDGET {
        bail!("the GPU's part transfers {total} bytes, over the budget of {GPU_BUDGET}");
    }
    Ok(())
}

/// What the first use of the GPU loads: the host on the page, the worker's script and the module.
/// What runs without workers is loaded instead of the worker, or never.
fn of_gpu(assets: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let names = [
        ("gpu-worker-", ".js"),
        ("gpu-", ".wasm"),
        ("host-", ".js"),
        ("failure-", ".js"),
    ];
    names
        .iter()
        .map(|(start, end)| {
            let found = assets.iter().find(|path| has_name(path, start, end));
            let found = found.with_context(|| format!("there is no {start}*{end} of the GPU"));
            found.cloned()
        })
        .collect()
}

/// The worker's script, and the module that it loads: of the alternatives, the largest. What makes
/// traces, the GPU's part and what runs without workers come later, or never.
fn first_of(assets: &[PathBuf]) -> Result<(PathBuf, PathBuf)> {
    let worker = assets.iter().find(|path| has_name(path, "worker-", ".js"));
    let modules = assets.iter().filter(|path| {
        VARIANTS
            .iter()
            .any(|variant| has_name(path, &format!("{}-", variant.name), ".wasm"))
    });
    let module = modules.max_by_key(|path| std::fs::metadata(path).map_or(0, |file| file.len()));
    Ok((
        worker.context("there is no worker's script")?.clone(),
        module.context("there is no module of kernels")?.clone(),
    ))
}

/// Whether a file's name begins and ends so. Between stands what the bundler made of its content.
fn has_name(path: &Path, start: &str, end: &str) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let hash = name
        .strip_prefix(start)
        .and_then(|rest| rest.strip_suffix(end));
    // A name that goes on is another's, unless the dash belongs to the hash, which has eight signs.
    hash.is_some_and(|hash| hash.len() <= 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_counts_with_the_largest_of_the_modules() {
        let folder = std::env::temp_dir().join(format!("xtask-engine-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let written = [
            ("gpu-a.wasm", "the largest of all"),
            ("gpu-worker-a.js", ""),
            ("relaxed-a.wasm", "large"),
            ("scalar-a.wasm", "less"),
            ("worker-address-a.js", ""),
            ("worker-a.js", ""),
        ];
        for (name, text) in written {
            std::fs::write(folder.join(name), text).unwrap();
        }
        let assets = written.map(|(name, _)| folder.join(name));
        let expected = (folder.join("worker-a.js"), folder.join("relaxed-a.wasm"));
        assert_eq!(first_of(&assets).unwrap(), expected);
        assert!(first_of(&assets[..5]).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_part_of_the_gpu_is_found_by_its_names() {
        let assets = [
            "failure-a.js",
            "gpu-a.wasm",
            "gpu-worker-a.js",
            "host-a.js",
            "worker-a.js",
        ]
        .map(PathBuf::from);
        let expected = ["gpu-worker-a.js", "gpu-a.wasm", "host-a.js", "failure-a.js"];
        assert_eq!(of_gpu(&assets).unwrap(), expected.map(PathBuf::from));
        assert!(of_gpu(&assets[..3]).is_err());
    }
}
