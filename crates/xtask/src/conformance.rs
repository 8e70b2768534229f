//! Runs a folder of conformance cases on one backend, and the properties that every backend has:
//! `xtask-conformance FOLDER BACKEND [--properties]`.
//!
//! Lines on failures and skips go to standard output; the last one counts the cases.
#![forbid(unsafe_code)]

use anyhow::{Result, bail};
use headwise_tests::{backend, conformance, properties};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(summary) if summary.failed == 0 => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<conformance::Summary> {
    let (folder, name, with_properties) = match arguments {
        [folder, name] => (folder, name, false),
        [folder, name, option] if option == "--properties" => (folder, name, true),
        _ => bail!("usage: xtask-conformance FOLDER BACKEND [--properties]"),
    };
    // The automation starts this program at the root of the repository.
    let mut backend = backend::open(name, Path::new("."))?;
    let report = &mut std::io::stdout().lock();
    let mut summary = conformance::Summary::default();
    if with_properties {
        summary = properties::run(backend.as_mut(), report)?;
    }
    // The counts of the cases come last.
    summary.add(conformance::run(
        Path::new(folder),
        backend.as_mut(),
        report,
    )?);
    Ok(summary)
}
