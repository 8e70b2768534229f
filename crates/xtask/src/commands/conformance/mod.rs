//! `conformance`: runs a folder of cases that others computed on one backend.

mod page;

use crate::shell::{Reported, Shell, WORKSPACE, cargo};
use crate::tools::{chromium, metadata};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What runs the cases.
const PROGRAM: &str = "xtask-conformance";

pub(crate) fn run(shell: &Shell, arguments: &[String], typed_in: &Path) -> Result<()> {
    let options = Options::parse(arguments)?;
    if is_hosted(&options.backend) {
        super::wasm::build(shell)?;
    }
    let run = Run {
        folder: &typed_in.join(options.folder),
        backend: &options.backend,
        properties: options.properties,
        variables: &[],
        among_tests: false,
    };
    let browser = browser(shell, &options.backend)?;
    // The counts are the last line, whatever they are.
    run.judge(shell, browser).map_err(|_| Reported.into())
}

/// What is judged, and on what.
pub(crate) struct Run<'a> {
    /// The cases.
    pub(crate) folder: &'a Path,
    pub(crate) backend: &'a str,
    /// Whether the properties that every backend has are run, too.
    pub(crate) properties: bool,
    /// Environment variables to run it under.
    pub(crate) variables: &'a [(&'a str, OsString)],
    /// Whether it is built with the features that the checks compile everything with.
    pub(crate) among_tests: bool,
}

/// Runs the cases; the WebAssembly packages must have been built if the backend needs them.
pub(crate) fn judge(shell: &Shell, run: &Run<'_>) -> Result<()> {
    run.judge(shell, browser(shell, run.backend)?)
}

impl Run<'_> {
    fn judge(&self, shell: &Shell, browser: Option<PathBuf>) -> Result<()> {
        let mut command = match self.among_tests {
            true => Command::new(self.built(shell)?),
            false => self.cargo_run(),
        };
        command
            .arg(self.folder)
            .arg(self.backend)
            .args(self.properties.then_some("--properties"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        if let Some(browser) = browser {
            command.env("CHROME", browser);
        }
        shell.run(&mut command)
    }

    /// Builds the program and runs it.
    fn cargo_run(&self) -> Command {
        // wgpu takes a minute to build, and only one backend needs it.
        let feature = if self.backend == "native-gpu" {
            "gpu"
        } else {
            "conformance"
        };
        let mut command = cargo();
        command
            .args(["run", "--quiet", "--package", "xtask", "--features"])
            .args([feature, "--bin", PROGRAM, "--"]);
        command
    }

    /// Builds the program with the features that all tests have, and returns its path.
    fn built(&self, shell: &Shell) -> Result<PathBuf> {
        let mut command = cargo();
        command.args(["build", "--bin", PROGRAM]).args(WORKSPACE);
        shell.run(&mut command)?;
        let program = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
        Ok(metadata::target_folder(shell)?.join("debug").join(program))
    }
}

/// Whether a backend is in the WebAssembly packages.
fn is_hosted(backend: &str) -> bool {
    backend == "wasm" || is_in_browser(backend)
}

fn is_in_browser(backend: &str) -> bool {
    ["browser-cpu", "webgpu"].contains(&backend)
}

/// The browser and a page for it, where the backend runs in one.
fn browser(shell: &Shell, backend: &str) -> Result<Option<PathBuf>> {
    if !is_in_browser(backend) {
        return Ok(None);
    }
    page::build(shell)?;
    Ok(Some(chromium::ensure(shell)?.browser))
}

#[derive(Debug, PartialEq)]
struct Options {
    folder: PathBuf,
    backend: String,
    properties: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut folder = None;
        let mut backend = None;
        let mut properties = false;
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--backend" => {
                    backend = Some(rest.next().context("--backend needs a name")?.clone())
                }
                "--properties" => properties = true,
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
            properties,
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
            properties: false,
        };
        assert_eq!(parse("cases --backend wasm").unwrap(), wanted);
        assert_eq!(parse("--backend wasm cases").unwrap(), wanted);
        assert_eq!(parse("cases").unwrap().backend, "reference");
        assert!(parse("cases --properties").unwrap().properties);
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
