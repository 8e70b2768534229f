//! The front end's packages.

use crate::{paths, shell::Shell};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// Installs the packages of package-lock.json unless that has been done since it last changed.
pub(crate) fn ensure(shell: &Shell) -> Result<()> {
    if paths::on_path("node").is_none() {
        bail!("Node.js 20 or later is needed to build the front end: https://nodejs.org");
    }
    let www = Path::new(paths::WWW);
    let modified = |path: &str| {
        std::fs::metadata(www.join(path))
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
        "Installing the front end's packages (npm ci): {reason}."
    ))?;
    shell.run(npm().args(["ci", "--no-audit", "--no-fund"]))
}

/// A command that runs a script of package.json.
pub(crate) fn script(name: &str) -> Command {
    let mut command = npm();
    command.args(["run", name]);
    command
}

fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(paths::WWW);
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
