//! `size`: what the first load of the site transfers, and what the engine alone does, and whether
//! that is within their budgets.

mod engine;
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
    for row in without_alternatives(&mut rows) {
        shell.note(format_args!(
            "{:>10}{:>10}  {} (instead of another)",
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

/// Takes out all but the first, which is the largest, of the modules of which a reader loads one.
fn without_alternatives(rows: &mut Vec<Row>) -> Vec<Row> {
    let is_variant = |row: &Row| {
        let name = row.file.rsplit('/').next().unwrap_or_default();
        name.ends_with(".wasm")
            && VARIANTS.iter().any(|variant| {
                name.strip_prefix(variant.name)
                    .is_some_and(|rest| rest.starts_with(['-', '.']))
            })
    };
    let mut loaded = false;
    rows.extract_if(.., |row| {
        is_variant(row) && std::mem::replace(&mut loaded, true)
    })
    .collect()
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
    fn one_of_several_modules_counts() {
        let row = |file: &str, compressed| Row {
            file: file.to_owned(),
            raw: compressed,
            compressed,
        };
        let mut rows = vec![
            row("assets/relaxed-x1.wasm", 4),
            row("assets/scalar-x2.wasm", 3),
            row("assets/gpu-x3.wasm", 2),
            row("assets/scalar-picture.js", 1),
        ];
        let out = without_alternatives(&mut rows);
        assert_eq!(out.len(), 1);
        assert_eq!(out[0].file, "assets/scalar-x2.wasm");
        assert_eq!(rows.iter().map(|row| row.compressed).sum::<u64>(), 7);
    }
}
