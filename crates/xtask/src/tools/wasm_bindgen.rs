//! The wasm-bindgen command line tools, in the version that Cargo.lock names.

use crate::{
    paths,
    shell::{Shell, cargo},
};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// Where the tools are.
pub(crate) struct WasmBindgen {
    /// Writes the JavaScript side of a module.
    pub(crate) cli: PathBuf,
    /// Runs a test module in a browser.
    pub(crate) test_runner: PathBuf,
}

/// Finds the tools on the PATH or in the user's cache, or installs them there once.
///
/// The tool and the crate speak a private format that changes with every release, so only the
/// version of Cargo.lock will do.
pub(crate) fn ensure(shell: &Shell) -> Result<WasmBindgen> {
    let version = locked_version("wasm-bindgen")?;
    if let (Some(cli), Some(test_runner)) = (
        paths::on_path("wasm-bindgen"),
        paths::on_path("wasm-bindgen-test-runner"),
    ) {
        let answer = shell.read(Command::new(&cli).arg("--version"))?;
        if answer.split_whitespace().nth(1) == Some(version.as_str()) {
            return Ok(WasmBindgen { cli, test_runner });
        }
    }
    let home = cache_folder()?
        .join("headwise")
        .join(format!("wasm-bindgen-{version}"));
    let program = |name: &str| {
        home.join("bin")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    };
    let tools = WasmBindgen {
        cli: program("wasm-bindgen"),
        test_runner: program("wasm-bindgen-test-runner"),
    };
    if !tools.cli.is_file() || !tools.test_runner.is_file() {
        shell.say(format_args!(
            "Installing wasm-bindgen-cli {version} into {}: it must match the crate. \
             This takes minutes, once for this machine.",
            home.display()
        ))?;
        // Not `--locked`: the lock file that the tool is published with names a withdrawn crate.
        shell.run(
            cargo()
                .args([
                    "install",
                    "wasm-bindgen-cli",
                    "--version",
                    &version,
                    "--root",
                ])
                .arg(&home)
                // Its work here takes a second: an optimised build of it costs more than it gives.
                .envs([
                    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
                    ("CARGO_PROFILE_RELEASE_LTO", "off"),
                    ("CARGO_PROFILE_RELEASE_DEBUG", "none"),
                    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
                ]),
        )?;
    }
    Ok(tools)
}

fn locked_version(package: &str) -> Result<String> {
    let lock = std::fs::read_to_string(paths::root().join("Cargo.lock"))?;
    version_in_lock(&lock, package)
        .with_context(|| format!("Cargo.lock names no package `{package}`"))
}

/// The version of `package` in the text of a Cargo.lock.
fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    lock.split("[[package]]").find_map(|entry| {
        let field = |name: &str| {
            entry
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))
                .map(unquote)
        };
        (field("name")? == package)
            .then(|| field("version"))?
            .map(str::to_owned)
    })
}

fn unquote(value: &str) -> &str {
    value.trim().trim_matches('"')
}

/// The folder in which the system keeps what can be made again.
fn cache_folder() -> Result<PathBuf> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let folder = if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else {
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    folder.context("the user has no home folder for a cache")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"version = 4

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
dependencies = [
 "cfg-if",
]
"#;

    #[test]
    fn the_version_is_that_of_the_whole_name() {
        assert_eq!(
            version_in_lock(LOCK, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(
            version_in_lock(LOCK, "wasm-bindgen-futures").as_deref(),
            Some("0.4.80")
        );
        assert_eq!(version_in_lock(LOCK, "wasm"), None);
    }

    #[test]
    fn this_workspace_locks_the_tool() {
        assert!(locked_version("wasm-bindgen").unwrap().starts_with("0.2."));
    }
}
