//! The crates of the workspace and what they depend on, from `cargo metadata`.

use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Who depends on whom to be built for use; tests may use what they like.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) members: BTreeSet<String>,
    direct: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    pub(super) fn of(metadata: &Value) -> Result<Self> {
        let packages = metadata["packages"]
            .as_array()
            .context("metadata without packages")?;
        let nodes = metadata["resolve"]["nodes"]
            .as_array()
            .context("metadata without a graph")?;
        let text = |value: &Value| {
            value
                .as_str()
                .map(str::to_owned)
                .context("a name is missing")
        };
        let mut names = BTreeMap::new();
        for package in packages {
            names.insert(text(&package["id"])?, text(&package["name"])?);
        }
        let name = |id: &Value| {
            id.as_str()
                .and_then(|id| names.get(id))
                .cloned()
                .context("an unknown package")
        };
        let mut graph = Self::default();
        for id in metadata["workspace_members"]
            .as_array()
            .into_iter()
            .flatten()
        {
            graph.members.insert(name(id)?);
        }
        for node in nodes {
            let direct = graph.direct.entry(name(&node["id"])?).or_default();
            for dependency in node["deps"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|dependency| is_normal(dependency))
            {
                direct.insert(name(&dependency["pkg"])?);
            }
        }
        Ok(graph)
    }

    /// What the crate names in its own Cargo.toml.
    pub(super) fn direct(&self, krate: &str) -> impl Iterator<Item = &str> {
        self.direct
            .get(krate)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// A chain of crates from `krate` to `target`, both named.
    pub(super) fn chain(&self, krate: &str, target: &str) -> Option<Vec<String>> {
        let mut chains = vec![vec![krate.to_owned()]];
        let mut seen = BTreeSet::new();
        while let Some(chain) = chains.pop() {
            let last = chain.last()?;
            if last == target {
                return Some(chain);
            }
            if seen.insert(last.clone()) {
                chains.extend(
                    self.direct(last)
                        .map(|next| [chain.as_slice(), &[next.to_owned()]].concat()),
                );
            }
        }
        None
    }
}

/// The root files of the workspace's libraries and programs, each with the name of its package.
pub(super) fn crate_roots(metadata: &Value, repository: &Path) -> Vec<(String, String)> {
    let members = metadata["workspace_members"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let mut roots = Vec::new();
    for package in packages.filter(|package| members.contains(&package["id"])) {
        for target in package["targets"].as_array().into_iter().flatten() {
            let kinds = target["kind"].as_array().cloned().unwrap_or_default();
            let is_test = kinds
                .iter()
                .any(|kind| matches!(kind.as_str(), Some("test" | "bench" | "example")));
            if let (Some(name), Some(path), false) = (
                package["name"].as_str(),
                target["src_path"].as_str(),
                is_test,
            ) {
                // Crates may share a root, whose path then leads out of their folders.
                let [path, repository] = [Path::new(path), repository]
                    .map(|path| path.canonicalize().unwrap_or_else(|_| path.to_owned()));
                roots.push((name.to_owned(), crate::paths::relative(&path, &repository)));
            }
        }
    }
    roots
}

fn is_normal(dependency: &Value) -> bool {
    dependency["dep_kinds"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|kind| kind["kind"].is_null())
}

#[cfg(test)]
impl Graph {
    /// A workspace of `members` with the dependencies written as `"a -> b c"`.
    pub(super) fn fixture(members: &[&str], lines: &[&str]) -> Self {
        let mut graph = Self {
            members: members.iter().map(|name| (*name).to_owned()).collect(),
            ..Self::default()
        };
        for line in lines {
            let (name, others) = line.split_once(" -> ").expect("an arrow");
            graph.direct.insert(
                name.to_owned(),
                others.split(' ').map(str::to_owned).collect(),
            );
        }
        graph
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_of_tests_do_not_count() {
        let metadata = serde_json::json!({
            "workspace_members": ["a 1"],
            "packages": [{ "id": "a 1", "name": "a" }, { "id": "b 1", "name": "b" }, { "id": "c 1", "name": "c" }],
            "resolve": { "nodes": [
                { "id": "a 1", "deps": [
                    { "pkg": "b 1", "dep_kinds": [{ "kind": null }] },
                    { "pkg": "c 1", "dep_kinds": [{ "kind": "dev" }] },
                ] },
                { "id": "b 1", "deps": [] },
                { "id": "c 1", "deps": [] },
            ] },
        });
        let graph = Graph::of(&metadata).unwrap();
        assert_eq!(graph.direct("a").collect::<Vec<_>>(), ["b"]);
        assert!(graph.chain("a", "c").is_none());
    }

    #[test]
    fn a_chain_names_every_link_and_survives_cycles() {
        let graph = Graph::fixture(&["a"], &["a -> b", "b -> a c"]);
        assert_eq!(graph.chain("a", "c").unwrap(), ["a", "b", "c"]);
        assert!(graph.chain("a", "d").is_none());
    }
}
