//! What cargo knows about the workspace.

use crate::shell::{Shell, cargo};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::PathBuf;

/// The workspace's packages and the graph of all their dependencies.
pub(crate) fn read(shell: &Shell) -> Result<Value> {
    parse(&shell.read(cargo().args(["metadata", "--format-version", "1", "--all-features"]))?)
}

/// The folder that cargo builds into.
pub(crate) fn target_folder(shell: &Shell) -> Result<PathBuf> {
    let metadata =
        parse(&shell.read(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?)?;
    let folder = metadata["target_directory"].as_str();
    folder
        .map(PathBuf::from)
        .context("cargo metadata names no target folder")
}

fn parse(json: &str) -> Result<Value> {
    serde_json::from_str(json).context("cargo metadata wrote no JSON")
}
