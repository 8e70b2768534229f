//! Where things are, relative to the root of the repository.

use std::path::{Path, PathBuf};

/// The front end's folder, with package.json.
pub(crate) const WWW: &str = "www";
/// The static site that `build` leaves.
pub(crate) const SITE: &str = "www/dist";
/// The npm package that `build` leaves.
pub(crate) const NPM_PACKAGE: &str = "www/package";
/// The WebAssembly package that the engine imports.
pub(crate) const PACKAGE: &str = "www/src/engine/generated";
/// The same package with the exports that break it on purpose.
pub(crate) const PACKAGE_WITH_HOOKS: &str = "www/src/engine/generated-test-hooks";
/// The package that makes traces, which the engine loads with the first of them.
pub(crate) const PACKAGE_FOR_TRACES: &str = "www/src/engine/generated-trace";
/// The package that also traces texts decoded over a cache, loaded for the scene about caches.
pub(crate) const PACKAGE_FOR_DECODING: &str = "www/src/engine/generated-decode";
/// The package that questions a model's heads, which the engine loads for the page about them.
pub(crate) const PACKAGE_FOR_MODELS: &str = "www/src/engine/generated-model";
/// The package that counts what models cost, which the calculator loads.
pub(crate) const PACKAGE_FOR_COSTS: &str = "www/src/engine/generated-cost";
/// The package for maps too large to be stored, which the engine loads with the first of them.
pub(crate) const PACKAGE_FOR_MAPS: &str = "www/src/engine/generated-map";
/// The package for the GPU, which the engine loads when it first uses one.
pub(crate) const PACKAGE_FOR_GPU: &str = "www/src/engine/generated-gpu";
/// TypeScript declarations of the Rust types.
pub(crate) const TYPES: &str = "www/src/trace/generated";
/// The model that the playground runs.
pub(crate) const MODEL: &str = "www/public/model";
/// Checkpoints and curves of its training.
pub(crate) const TRAINING: &str = "target/xtask/train";
/// What the automation writes for itself: logs and temporary settings.
pub(crate) const SCRATCH: &str = "target/xtask";

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The first program of that name on the PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
        .find(|candidate| candidate.is_file())
}

/// Every file below `folder`, in order, without the folders that tools write.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    const WRITTEN: [&str; 16] = [
        ".git",
        "target",
        "node_modules",
        "dist",
        "dist-fixture",
        "dist-test-hooks",
        "package",
        "generated",
        "generated-cost",
        "generated-decode",
        "generated-map",
        "generated-model",
        "generated-gpu",
        "generated-test-hooks",
        "generated-trace",
        "shared",
    ];
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return found;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_file() {
            found.push(path);
        } else if !WRITTEN.iter().any(|name| path.ends_with(name)) {
            found.extend(files_below(&path));
        }
    }
    found.sort();
    found
}

/// A path as it is written in settings and imports: relative to `folder`, with `/`.
pub(crate) fn relative(path: &Path, folder: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    inside
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }

    #[test]
    fn the_walk_finds_this_file_and_no_build_output() {
        let files = files_below(&root());
        assert!(files.contains(&root().join("crates/xtask/src/paths.rs")));
        assert!(
            files
                .iter()
                .all(|file| !file.starts_with(root().join("target")))
        );
    }
}
