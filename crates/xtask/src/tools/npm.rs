//! Packages of npm: the front end's, and those of other folders with a package.json.

use crate::{paths, shell::Shell};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// Installs the front end's packages.
pub(crate) fn ensure(shell: &Shell) -> Result<()> {
    ensure_in(shell, paths::WWW, "the front end's")
}

/// Installs the packages of `folder`'s package-lock.json unless that has been done since it last
/// changed. `whose` they are is said to the user.
pub(crate) fn ensure_in(shell: &Shell, folder: &str, whose: &str) -> Result<()> {
    if paths::on_path("node").is_none() {
        bail!("Node.js 20 or later is needed to build the front end: https://nodejs.org");
    }
    let modified = |path: &str| {
        std::fs::metadata(Path::new(folder).join(path))
            .and_then(|file| file.modified())
            .ok()
    };
    // npm writes this file last of all.
    let reason = match (
        modified("node_modules/.package-lock.json"),
        modified("package-lock.json"),
    ) {
        (None, _) => "they are missing",
        (Some(installed), Some(locked)) if is_stale(installed, locked) => {
            "package-lock.json has changed"
        }
        _ => return Ok(()),
    };
    shell.say(format_args!(
        "Installing {whose} packages (npm ci): {reason}."
    ))?;
    shell.run(npm(folder).args(["ci", "--no-audit", "--no-fund"]))
}

/// A command that runs a script of the front end's package.json.
pub(crate) fn script(name: &str) -> Command {
    script_in(paths::WWW, name)
}

/// A command that runs a script of `folder`'s package.json.
pub(crate) fn script_in(folder: &str, name: &str) -> Command {
    let mut command = npm(folder);
    command.args(["run", name]);
    command
}

fn npm(folder: &str) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}

fn is_stale(installed: SystemTime, locked: SystemTime) -> bool {
    installed < locked
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn packages_are_stale_when_the_lock_is_younger() {
        let earlier = SystemTime::UNIX_EPOCH;
        let later = earlier + Duration::from_secs(1);
        assert!(is_stale(earlier, later));
        assert!(!is_stale(later, earlier));
        assert!(!is_stale(later, later));
    }
}
