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
const GPU_BUDGET: u64 = 92_000;

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

/// What the first use of the GPU loads: the host on the page, the worker's script, the bindings that
/// it names, and the module. What runs without workers is loaded instead of them, or never.
fn of_gpu(assets: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let named = |start: &str, end: &str, text: &str| {
        let found = assets.iter().find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(start)
                && name.ends_with(end)
                && (text.is_empty() || text.contains(&*name))
        });
        let found = found.with_context(|| format!("there is no {start}*{end} of the GPU"));
        found.cloned()
    };
    let worker = named("gpu-worker-", ".js", "")?;
    let text = std::fs::read_to_string(&worker)?;
    let bindings = named("wasm-", ".js", &text)?;
    let module = named("gpu-", ".wasm", &std::fs::read_to_string(&bindings)?)?;
    let host = named("host-", ".js", "")?;
    let failure = named("failure-", ".js", "")?;
    Ok(vec![module, bindings, worker, host, failure])
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
    // Other packages have modules of the same names.
    let of_worker = |path: &PathBuf| {
        let own = name(path).unwrap_or_default();
        let text = std::fs::read_to_string(path).ok()?;
        let is_worker = own.starts_with("worker-") && own.ends_with(".js");
        let modules = assets.iter().filter(is_variant);
        let named = modules.filter(|module| text.contains(&name(module).unwrap_or_default()));
        named.max_by_key(size).filter(|_| is_worker)
    };
    let mut found = assets
        .iter()
        .filter_map(|path| Some((path, of_worker(path)?)));
    let (script, module) = found.next().context("no worker's script names a module")?;
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

    #[test]
    fn the_part_of_the_gpu_is_found_from_its_worker() {
        let folder = std::env::temp_dir().join(format!("xtask-gpu-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let written = [
            ("failure-a.js", ""),
            ("gpu-a.wasm", ""),
            ("gpu-worker-a.js", "import('./wasm-b.js')"),
            ("host-a.js", "gpu-worker-a.js"),
            ("wasm-a.js", "gpu-a.wasm"),
            ("wasm-b.js", "gpu-a.wasm"),
        ];
        for (name, text) in written {
            std::fs::write(folder.join(name), text).unwrap();
        }
        let assets = written.map(|(name, _)| folder.join(name));
        let names = [
            "gpu-a.wasm",
            "wasm-b.js",
            "gpu-worker-a.js",
            "host-a.js",
            "failure-a.js",
        ];
        assert_eq!(
            of_gpu(&assets).unwrap(),
            names.map(|name| folder.join(name))
        );
        assert!(of_gpu(&assets[..5]).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
