//! `tidy`: the architecture as rules about what must never be.

mod crates;
mod front_end;
mod graph;
mod imports;
mod rust_code;
mod text;

use crate::{paths, shell::Shell, tools::metadata};
use anyhow::{Result, bail};
use graph::Graph;
use std::path::Path;

/// A file of the repository that people write.
struct Source {
    /// From the root of the repository, with `/`.
    path: String,
    text: String,
}

impl Source {
    fn has_extension(&self, extensions: &[&str]) -> bool {
        let extension = Path::new(&self.path)
            .extension()
            .and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    }

    /// Lines of code with their numbers from 1: without those that are comments as a whole.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_comment = |line: &str| {
            ["//", "/*", "* ", "*/"]
                .iter()
                .any(|start| line.trim_start().starts_with(start))
        };
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(move |(_, line)| !is_comment(line))
    }
}

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    super::no_arguments("tidy", arguments)?;
    let metadata = metadata::read(shell)?;
    let graph = Graph::of(&metadata)?;
    let sources = read_sources(&paths::root());
    let mut breaches = crates::check(&graph);
    breaches.extend(rust_code::check(
        &sources,
        &graph::crate_roots(&metadata, &paths::root()),
    ));
    breaches.extend(front_end::check(&sources));
    breaches.extend(text::check(&sources));
    for breach in &breaches {
        shell.note(breach)?;
    }
    if !breaches.is_empty() {
        bail!("{} rules of the house are broken", breaches.len());
    }
    shell.note(format_args!(
        "{} files and {} crates keep the rules",
        sources.len(),
        graph.members.len()
    ))
}

fn read_sources(root: &Path) -> Vec<Source> {
    let files = paths::files_below(root).into_iter();
    // What is not text is not judged.
    files
        .filter_map(|file| {
            Some(Source {
                path: paths::relative(&file, root),
                text: std::fs::read_to_string(&file).ok()?,
            })
        })
        .collect()
}

/// Whether `word` stands in `line` with no letter, digit or `_` beside it.
fn has_word(line: &str, word: &str) -> bool {
    let part_of_word = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

#[cfg(test)]
fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_no_code() {
        let file = source(
            "a.ts",
            "/** one\n * two\n */\n// three\nfour();\n  // five\nsix(); // seven\n",
        );
        assert_eq!(
            file.code().collect::<Vec<_>>(),
            [(5, "four();"), (7, "six(); // seven")]
        );
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("a JsValue.", "JsValue"));
        assert!(!has_word("MyJsValues", "JsValue"));
        assert!(has_word("MyJsValues and JsValue", "JsValue"));
    }
}
