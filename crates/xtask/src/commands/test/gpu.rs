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
    tested(shell)
}

/// The browser tests need Chromium anyway, and its package brings a Vulkan along. Where it can't be
/// installed, their stages say so; here there is only one adapter fewer.
fn from_chromium(shell: &Shell) -> Option<Vec<(&'static str, OsString)>> {
    chromium::ensure(shell).ok()?;
    vulkan::in_software()
}
