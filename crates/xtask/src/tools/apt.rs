//! Debian's packages.

use crate::{paths, shell::Shell};
use anyhow::Result;
use std::process::Command;

/// Whether this is Debian itself (on Ubuntu, browsers are snaps) and this user may install packages.
pub(crate) fn can_install(shell: &Shell) -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian")
        && paths::on_path("apt-get").is_some()
        && shell
            .read(Command::new("id").arg("-u"))
            .is_ok_and(|id| id.trim() == "0")
}

/// Installs packages and says so. `whose` need it is stands in the message.
pub(crate) fn install(shell: &Shell, packages: &[&str], whose: &str) -> Result<()> {
    shell.say(format_args!(
        "Installing {} with apt-get for {whose}.",
        packages.join(", ")
    ))?;
    let apt = |arguments: &[&str]| {
        shell.run(
            Command::new("apt-get")
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}
