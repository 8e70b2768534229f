//! The GPU kernels, natively, on a Vulkan in software.

use super::plan::Outcome;
use super::rust::{judge_under, tested};
use crate::shell::{Shell, cargo};
use crate::tools::{chromium, vulkan};
use anyhow::Result;
use std::ffi::OsString;

/// Runs the kernels' tests and the operator cases. Without a Vulkan in software they take whatever
/// adapter the machine has, and tests that find none say so; with one, finding none is a failure.
pub(super) fn kernels(shell: &Shell) -> Result<Outcome> {
    let Some(variables) = vulkan::in_software().or_else(|| from_chromium(shell)) else {
        shell.run(cargo().args(["test", "--package", "headwise-gpu"]))?;
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
    shell.run(
        cargo()
            .args(["test", "--package", "headwise-gpu"])
            .envs(expected.iter().cloned()),
    )?;
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
    shell.run(
        cargo()
            .args(["test", "--package", "headwise-gpu", "--test", "suite"])
            .arg("half")
            .env("VK_ICD_FILENAMES", driver)
            .envs([("HEADWISE_EXPECT_GPU", "1"), ("HEADWISE_EXPECT_F16", "1")]),
    )
}

/// The browser tests need Chromium anyway, and its package brings a Vulkan along. Where it can't be
/// installed, their stages say so; here there is only one adapter fewer.
fn from_chromium(shell: &Shell) -> Option<Vec<(&'static str, OsString)>> {
    chromium::ensure(shell).ok()?;
    vulkan::in_software()
}
