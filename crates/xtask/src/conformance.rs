//! Runs a folder of conformance cases on one backend: `xtask-conformance FOLDER BACKEND`.
//!
//! Lines on failures and skips go to standard output; the last one counts the cases.
#![forbid(unsafe_code)]

use anyhow::{Result, bail};
use headwise_tests::{backend, conformance};
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
    let [folder, name] = arguments else {
        bail!("usage: xtask-conformance FOLDER BACKEND");
    };
    // The automation starts this program at the root of the repository.
    let mut backend = backend::open(name, Path::new("."))?;
    let report = &mut std::io::stdout().lock();
    Ok(conformance::run(
        Path::new(folder),
        backend.as_mut(),
        report,
    )?)
}
