//! `conformance`: runs a folder of cases that others computed on one backend.

use crate::shell::{Reported, Shell, cargo};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub(crate) fn run(shell: &Shell, arguments: &[String], typed_in: &Path) -> Result<()> {
    let Options { folder, backend } = Options::parse(arguments)?;
    if backend == "wasm" {
        super::wasm::build(shell)?;
    }
    // The counts are the last line, whatever they are.
    judge(shell, &typed_in.join(folder), &backend).map_err(|_| Reported.into())
}

/// Runs the cases; the WebAssembly package must have been built if the backend is `wasm`.
pub(crate) fn judge(shell: &Shell, folder: &Path, backend: &str) -> Result<()> {
    judge_with(shell, folder, backend, &[])
}

/// The same under environment variables.
pub(crate) fn judge_with(
    shell: &Shell,
    folder: &Path,
    backend: &str,
    variables: &[(&str, OsString)],
) -> Result<()> {
    // wgpu takes a minute to build, and only one backend needs it.
    let feature = if backend == "native-gpu" {
        "gpu"
    } else {
        "conformance"
    };
    shell.run(
        cargo()
            .args(["run", "--quiet", "--package", "xtask", "--features"])
            .args([feature, "--bin", "xtask-conformance", "--"])
            .arg(folder)
            .arg(backend)
            .envs(variables.iter().map(|(name, value)| (name, value))),
    )
}

#[derive(Debug, PartialEq)]
struct Options {
    folder: PathBuf,
    backend: String,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut folder = None;
        let mut backend = None;
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--backend" => {
                    backend = Some(rest.next().context("--backend needs a name")?.clone())
                }
                option if option.starts_with("--") => {
                    bail!("`conformance` knows no option `{option}`")
                }
                path if folder.is_none() => folder = Some(PathBuf::from(path)),
                extra => bail!("`conformance` takes one folder, and `{extra}` is a second"),
            }
        }
        Ok(Self {
            folder: folder.context("`conformance` needs a folder of cases")?,
            backend: backend.unwrap_or_else(|| "reference".to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        Options::parse(
            &line
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn the_folder_and_the_backend_come_in_either_order() {
        let wanted = Options {
            folder: "cases".into(),
            backend: "wasm".into(),
        };
        assert_eq!(parse("cases --backend wasm").unwrap(), wanted);
        assert_eq!(parse("--backend wasm cases").unwrap(), wanted);
        assert_eq!(parse("cases").unwrap().backend, "reference");
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            "",
            "--backend wasm",
            "cases --backend",
            "cases --fast",
            "one two",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
