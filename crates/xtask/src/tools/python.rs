//! A Python with NumPy, which runs the lessons' code.

use crate::{paths, shell::Shell};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the virtual environment is, made once.
const ENVIRONMENT: &str = "python";

/// The interpreter to use where `python3` has no NumPy and `PYTHON` names no other; None: theirs, or none
/// can be had, and then the tests say what they skip.
pub(crate) fn with_numpy(shell: &Shell) -> Result<Option<PathBuf>> {
    if std::env::var_os("PYTHON").is_some() || has_numpy(shell, Path::new("python3")) {
        return Ok(None);
    }
    let folder = paths::root().join(paths::SCRATCH).join(ENVIRONMENT);
    let interpreter = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    if !has_numpy(shell, &interpreter) {
        shell.say("Installing NumPy into target/xtask/python for the lessons' code.")?;
        if let Err(error) = install(shell, &folder, &interpreter) {
            shell.note(format_args!("{error:#}"))?;
            return Ok(None);
        }
    }
    Ok(Some(interpreter))
}

fn has_numpy(shell: &Shell, interpreter: &Path) -> bool {
    let mut command = Command::new(interpreter);
    shell
        .read(command.args(["-c", "import numpy; print(1)"]))
        .is_ok()
}

fn install(shell: &Shell, folder: &Path, interpreter: &Path) -> Result<()> {
    shell.run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    shell.run(Command::new(interpreter).args(["-m", "pip", "install", "--quiet", "numpy"]))
}
