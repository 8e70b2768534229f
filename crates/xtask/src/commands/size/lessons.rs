//! What a lesson transfers before the reader comes near its first scene: its text, its style and the
//! scripts that its page names. Scenes, engine and checkpoints are loaded by those later.

use super::{measure, print, walk};
use crate::{paths, shell::Shell};
use anyhow::{Result, bail};
use std::path::Path;

/// The most that any lesson may transfer, in bytes after brotli.
const BUDGET: u64 = 40_000;

/// The most of the index for the search, which is fetched when the search is used.
const INDEX_BUDGET: u64 = 80_000;

/// Prints the largest lesson; an error if it or the index is over its budget.
pub(super) fn check(shell: &Shell) -> Result<()> {
    let site = Path::new(paths::SITE);
    let index = site.join("lessons/search.json");
    let mut largest = None;
    for page in paths::files_below(&site.join("lessons")) {
        if page.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let mut files = walk::named(site, &page)?;
        // The contents name the index, and fetch it when a reader searches.
        files.retain(|file| *file != index);
        let rows = measure(shell, site, &files)?;
        let total: u64 = rows.iter().map(|row| row.compressed).sum();
        if largest.as_ref().is_none_or(|(most, _)| total > *most) {
            largest = Some((total, rows));
        }
    }
    let Some((total, rows)) = largest else {
        return Ok(());
    };
    print(shell, rows, BUDGET)?;
    if total > BUDGET {
        bail!("a lesson transfers {total} bytes, over the budget of {BUDGET}");
    }
    let total = print(shell, measure(shell, site, &[index])?, INDEX_BUDGET)?;
    if total > INDEX_BUDGET {
        bail!("the lessons' index transfers {total} bytes, over the budget of {INDEX_BUDGET}");
    }
    Ok(())
}
