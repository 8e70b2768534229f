//! Which folders hold cases.

use crate::models::CONFIG_FILE;
use crate::onnx::CASES_FILE;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// How deep folders of folders are searched: a loop of links ends there.
const MAX_DEPTH: usize = 4;

/// A folder with cases in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Folder {
    /// Operator cases, listed in one file.
    Operators(PathBuf),
    /// A model with the outputs expected of it.
    Model(PathBuf),
}

/// The folders with cases in and below `dir`, in the order of their names.
///
/// # Errors
/// When a folder cannot be read.
pub(super) fn find(dir: &Path) -> io::Result<Vec<Folder>> {
    let mut found = Vec::new();
    search(dir, 0, &mut found)?;
    Ok(found)
}

fn search(dir: &Path, depth: usize, found: &mut Vec<Folder>) -> io::Result<()> {
    if dir.join(CASES_FILE).is_file() {
        found.push(Folder::Operators(dir.to_owned()));
    } else if dir.join(CONFIG_FILE).is_file() {
        found.push(Folder::Model(dir.to_owned()));
    } else if depth < MAX_DEPTH {
        let mut inner: Vec<PathBuf> = fs::read_dir(dir)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        inner.sort();
        for path in inner.iter().filter(|path| path.is_dir()) {
            search(path, depth + 1, found)?;
        }
    }
    Ok(())
}

/// The last part of a path, for reports.
pub(super) fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
