//! The GPU kernels, natively, on a Vulkan in software.

use super::plan::Outcome;
use super::rust::{judge_under, tested};
use crate::shell::{Shell, WORKSPACE, cargo};
use crate::tools::{chromium, vulkan};
use anyhow::{Result, ensure};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = "headwise-gpu";

/// Runs the kernels' tests and the operator cases. Without a Vulkan in software they take whatever
/// adapter the machine has, and tests that find none say so; with one, finding none is a failure.
pub(super) fn kernels(shell: &Shell) -> Result<Outcome> {
    let Some(variables) = vulkan::in_software().or_else(|| from_chromium(shell)) else {
        run_tests(shell, &[], &[])?;
        tested(shell)?;
        return Ok(Outcome::Skipped(
            "no Vulkan in software: only what needs no adapter is sure to have run".to_owned(),
        ));
    };
    let is_chosen = variables.is_empty();
    let expected = variables
        .into_iter()
        .chain([("HEADWISE_EXPECT_GPU", "1".into())]);
    let expected: Vec<_> = expected.collect();
    run_tests(shell, &[], &expected)?;
    judge_under(shell, "native-gpu", &expected)?;
    if !is_chosen {
        half(shell)?;
    }
    tested(shell)
}

/// What stages in half precision, which Chromium's Vulkan does not know, on Mesa's. Where that can't be
/// had, the verdict has the reason.
fn half(shell: &Shell) -> Result<()> {
    let Some(driver) = vulkan::ensure_mesa(shell) else {
        return shell.note("skip f16: no Mesa's Vulkan in software (mesa-vulkan-drivers)");
    };
    let variables = [
        ("VK_ICD_FILENAMES", driver.into()),
        ("HEADWISE_EXPECT_GPU", "1".into()),
        ("HEADWISE_EXPECT_F16", "1".into()),
    ];
    run_tests(shell, &["half"], &variables)
}

/// Runs the package's tests of these names, or all, under environment variables.
///
/// They are built as all others are, in one go: `--package` alone would choose other features for what they
/// depend on, and build wgpu once more.
fn run_tests(shell: &Shell, names: &[&str], variables: &[(&str, OsString)]) -> Result<()> {
    let build = || {
        let mut command = cargo();
        command
            .args(["test", "--no-run", "--lib", "--test", "suite"])
            .args(WORKSPACE);
        command
    };
    shell.run(&mut build())?;
    let messages = shell.read(build().args(["--quiet", "--message-format", "json"]))?;
    let programs = test_programs(&messages, PACKAGE);
    ensure!(!programs.is_empty(), "{PACKAGE} has no tests");
    programs.iter().try_for_each(|program| {
        let mut test = Command::new(program);
        test.args(names)
            .envs(variables.iter().cloned())
            // As cargo does it.
            .current_dir(Path::new("crates").join(PACKAGE));
        shell.run(&mut test)
    })
}

/// The test programs of a package, from what cargo says of a build.
fn test_programs(messages: &str, package: &str) -> Vec<PathBuf> {
    let messages = messages.lines().flat_map(serde_json::from_str::<Value>);
    let own = |message: &Value| {
        let id = message["package_id"].as_str().unwrap_or_default();
        id.contains(&format!("/{package}#"))
    };
    messages
        .filter(own)
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .collect()
}

/// The browser tests need Chromium anyway, and its package brings a Vulkan along. Where it can't be
/// installed, their stages say so; here there is only one adapter fewer.
fn from_chromium(shell: &Shell) -> Option<Vec<(&'static str, OsString)>> {
    chromium::ensure(shell).ok()?;
    vulkan::in_software()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_those_of_the_package() {
        let of = |package, executable| {
            format!(
                r#"{{"package_id":"path+file:///x/crates/{package}#0.1.0","executable":{executable}}}"#
            )
        };
        let messages = [
            of("headwise-gpu", r#""/t/gpu""#),
            of("headwise-gpu", "null"),
            of("headwise-gpu-other", r#""/t/other""#),
            "no JSON".to_owned(),
            r#"{"reason":"build-finished"}"#.to_owned(),
        ];
        let found = test_programs(&messages.join("\n"), PACKAGE);
        assert_eq!(found, [Path::new("/t/gpu")]);
    }
}
