//! `size`: what the first load of the site transfers, what a lesson and the engine alone do, and
//! whether that is within their budgets.

mod engine;
mod lessons;
mod walk;

use crate::commands::wasm::VARIANTS;
use crate::{paths, shell::Shell};
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most that a reader's first visit may transfer, in bytes after brotli.
pub(crate) const BUDGET: u64 = 250_000;

/// Prints the compressed size of each file that it is given: Node carries the reference encoder.
const COMPRESS: &str = "const { readFileSync } = require('fs'); \
const { brotliCompressSync } = require('zlib'); \
for (const path of process.argv.slice(1)) console.log(brotliCompressSync(readFileSync(path)).length);";

struct Row {
    file: String,
    raw: u64,
    compressed: u64,
}

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    super::no_arguments("size", arguments)?;
    check(shell).map(drop)
}

/// Prints the table and returns the total; an error if that is over the budget.
pub(crate) fn check(shell: &Shell) -> Result<u64> {
    engine::check(shell)?;
    lessons::check(shell)?;
    let total = report(shell)?;
    if total > BUDGET {
        bail!("the first load transfers {total} bytes, over the budget of {BUDGET}");
    }
    Ok(total)
}

fn report(shell: &Shell) -> Result<u64> {
    let site = Path::new(paths::SITE);
    let files = walk::first_load(site, "index.html")?;
    let mut rows = measure(shell, site, &files)?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.compressed));
    for row in rows.extract_if(.., |row| is_later(&row.file)) {
        shell.note(format_args!(
            "{:>10}{:>10}  {} (behind the first picture, or never)",
            row.raw, row.compressed, row.file
        ))?;
    }
    print(shell, rows, BUDGET)
}

/// Prints the table and returns the total.
fn print(shell: &Shell, rows: Vec<Row>, budget: u64) -> Result<u64> {
    let total: u64 = rows.iter().map(|row| row.compressed).sum();
    let raw: u64 = rows.iter().map(|row| row.raw).sum();
    shell.note("     bytes    brotli  file")?;
    for row in &rows {
        shell.note(format_args!(
            "{:>10}{:>10}  {}",
            row.raw, row.compressed, row.file
        ))?;
    }
    shell.note(format_args!(
        "{raw:>10}{total:>10}  all {} files (budget {budget})",
        rows.len()
    ))?;
    Ok(total)
}

/// Whether a file is loaded once the first picture stands: the kernels, which check it, the trained
/// model and what runs it, a scene that is fetched for itself, and the part for the GPU. A browser
/// test holds the page to that order.
fn is_later(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or_default();
    let begins = |start: &str| {
        name.strip_prefix(start)
            .is_some_and(|rest| rest.starts_with(['-', '.']))
    };
    let kernels = VARIANTS.iter().any(|variant| begins(variant.name));
    match name.rsplit('.').next() {
        Some("safetensors") => true,
        Some("wasm") => kernels || ["model", "decode", "gpu"].into_iter().any(begins),
        // What imports these modules, itself imported with them.
        Some("js") => {
            let later = ["models", "decoding", "kv-cache", "gpu-worker", "wasm"];
            later.into_iter().any(begins)
        }
        _ => false,
    }
}

fn measure(shell: &Shell, site: &Path, files: &[PathBuf]) -> Result<Vec<Row>> {
    let sizes = shell.read(
        Command::new("node")
            .args(["-e", COMPRESS, "--"])
            .args(files),
    )?;
    let sizes: Vec<u64> = sizes
        .lines()
        .map(|line| line.trim().parse())
        .collect::<Result<_, _>>()?;
    ensure!(sizes.len() == files.len(), "not every file was compressed");
    files
        .iter()
        .zip(sizes)
        .map(|(path, compressed)| {
            let raw = std::fs::metadata(path).context("a file has gone")?.len();
            Ok(Row {
                file: paths::relative(path, site),
                raw,
                compressed,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_behind_the_first_picture_is_known_by_its_name() {
        for later in [
            "assets/relaxed-x1.wasm",
            "assets/scalar-x2.wasm",
            "assets/model-simd128-x3.wasm",
            "assets/gpu-x4.wasm",
            "assets/decode-x8.wasm",
            "assets/decoding-x9.js",
            "assets/models-x5.js",
            "assets/kv-cache-x7.js",
            "assets/gpu-worker-x6.js",
            "model/model.safetensors",
        ] {
            assert!(is_later(later), "{later}");
        }
        for first in [
            "assets/trace-x1.wasm",
            "assets/traces-x2.js",
            "assets/scalar-picture.js",
            "index.html",
        ] {
            assert!(!is_later(first), "{first}");
        }
    }
}
