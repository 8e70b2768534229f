//! Runs a folder of conformance cases on one backend: `xtask-conformance FOLDER BACKEND`.
//!
//! Lines on failures and skips go to standard output; the last one counts the cases.
#![forbid(unsafe_code)]

use anyhow::{Result, anyhow, bail};
use headwise_tests::{backend, conformance};
use std::path::Path;
use std::process::ExitCode;

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, name] = arguments.as_slice() else {
        bail!("usage: xtask-conformance FOLDER BACKEND");
    };
    // The automation starts this program at the root of the repository.
    let mut backend =
        backend::open(name, Path::new(".")).map_err(|obstacle| anyhow!("{obstacle}"))?;
    let summary = conformance::run(
        Path::new(folder),
        backend.as_mut(),
        &mut std::io::stdout().lock(),
    )?;
    Ok(if summary.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
