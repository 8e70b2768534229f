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
    let metadata = read_members(shell)?;
    let folder = metadata["target_directory"].as_str();
    folder
        .map(PathBuf::from)
        .context("cargo metadata names no target folder")
}

/// Where cargo unpacks what it downloads.
pub(crate) fn registry_sources() -> Option<PathBuf> {
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let usual = || std::env::home_dir().map(|home| home.join(".cargo"));
    Some(cargo_home.or_else(usual)?.join("registry/src"))
}

/// The workspace's packages whose tests use the package `helper`.
pub(crate) fn tested_with(shell: &Shell, helper: &str) -> Result<Vec<String>> {
    Ok(packages_tested_with(&read_members(shell)?, helper))
}

fn packages_tested_with(metadata: &Value, helper: &str) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let uses = |package: &Value| {
        list(&package["dependencies"])
            .iter()
            .any(|dependency| dependency["name"] == helper && dependency["kind"] == "dev")
    };
    let packages = list(&metadata["packages"]);
    let names = packages
        .iter()
        .filter(|package| uses(package))
        .map(|package| &package["name"]);
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

fn read_members(shell: &Shell) -> Result<Value> {
    parse(&shell.read(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?)
}

fn parse(json: &str) -> Result<Value> {
    serde_json::from_str(json).context("cargo metadata wrote no JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_found_by_what_their_tests_use() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "a", "dependencies": [{ "name": "helper", "kind": "dev" }] },
            { "name": "b", "dependencies": [{ "name": "helper", "kind": null }] },
            { "name": "c", "dependencies": [] },
        ] });
        assert_eq!(packages_tested_with(&metadata, "helper"), ["a"]);
    }
}
