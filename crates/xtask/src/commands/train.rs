//! `train`: the shipped model, from a seed.
//!
//! Prepares nothing but paths: the program that trains is built for release and does the rest.

use crate::paths;
use crate::shell::{Reported, Shell, cargo};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::Path;

const OPTIONS: &str = "\
usage: cargo xtask train [OPTION...]

  --seed N        of the parameters before training
  --steps N       how long to train; the learning rate falls over all of them
  --threads N     the result is the same for any number
  --out FOLDER    where the model and its figures go: www/public/model
  --run FOLDER    where checkpoints and curves of the run go: target/xtask/train
  --resume        go on from the checkpoint in that folder
  --settings      print the settings of a run as JSON, and train nothing
  --with FILE     settings of such a form instead";

/// Options whose value is a path, relative to where the command was typed.
const PATHS: [&str; 3] = ["--out", "--run", "--with"];

pub(crate) fn run(shell: &Shell, arguments: &[String], typed_in: &Path) -> Result<()> {
    if arguments.iter().any(|argument| argument == "--help") {
        return shell.say(OPTIONS);
    }
    let program = ["run", "--quiet", "--release", "--package", "xtask"];
    let mut command = cargo();
    command
        .args(program)
        .args(["--features", "train", "--bin", "xtask-train", "--"])
        .args(["--out", paths::MODEL, "--run", paths::TRAINING])
        .args(resolved(arguments, typed_in)?);
    // It says itself what went wrong.
    shell.run(&mut command).map_err(|_| Reported.into())
}

/// The arguments with every path made independent of the current folder. The last of two values counts.
fn resolved(arguments: &[String], typed_in: &Path) -> Result<Vec<OsString>> {
    let mut resolved = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        resolved.push(OsString::from(argument));
        if PATHS.contains(&argument.as_str()) {
            let path = rest
                .next()
                .with_context(|| format!("{argument} needs a path"))?;
            resolved.push(typed_in.join(path).into_os_string());
        }
    }
    Ok(resolved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_where_the_command_was_typed() {
        let given = ["--seed", "3", "--out", "mine"].map(str::to_owned);
        let resolved = resolved(&given, Path::new("/typed")).unwrap();
        assert_eq!(
            resolved,
            ["--seed", "3", "--out", "/typed/mine"].map(OsString::from)
        );
    }

    #[test]
    fn a_path_that_is_missing_is_refused() {
        let refusal = resolved(&["--run".to_owned()], Path::new("/")).unwrap_err();
        assert_eq!(refusal.to_string(), "--run needs a path");
    }
}
