//! `heads`: what the heads of a trained model do, and how much it needs them.

use crate::paths;
use crate::shell::{Reported, Shell, cargo};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

pub(crate) fn run(shell: &Shell, arguments: &[String], typed_in: &Path) -> Result<()> {
    let folder = folder(arguments, typed_in)?;
    let program = ["run", "--quiet", "--release", "--package", "xtask"];
    let mut command = cargo();
    command
        .args(program)
        .args(["--features", "heads", "--bin", "xtask-heads", "--"])
        .arg(folder)
        .arg("README.md");
    // It says itself what went wrong.
    shell.run(&mut command).map_err(|_| Reported.into())
}

/// The folder of the model: that of the playground's unless another is named.
fn folder(arguments: &[String], typed_in: &Path) -> Result<PathBuf> {
    match arguments {
        [] => Ok(PathBuf::from(paths::MODEL)),
        [option, ..] if option.starts_with('-') => bail!("`heads` knows no option `{option}`"),
        [folder] => Ok(typed_in.join(folder)),
        [_, extra, ..] => bail!("`heads` takes one folder, and `{extra}` is a second"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<PathBuf> {
        let arguments: Vec<String> = arguments.iter().map(|&text| text.to_owned()).collect();
        folder(&arguments, Path::new("/typed"))
    }

    #[test]
    fn a_folder_is_that_of_where_the_command_was_typed() {
        assert_eq!(parse(&["mine"]).unwrap(), Path::new("/typed/mine"));
        assert_eq!(parse(&[]).unwrap(), Path::new(paths::MODEL));
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(parse(&["--fast"]).is_err());
        assert!(parse(&["one", "two"]).is_err());
    }
}
