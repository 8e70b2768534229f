//! Which files of a built site a page can load.

use anyhow::{Context, Result};
use std::collections::{BTreeSet, VecDeque};
use std::path::{Component, Path, PathBuf};

/// The page and every file that it, its scripts, style sheets and workers name.
///
/// This is an upper bound: a script that is imported on demand counts too, since a reader of the
/// first page will soon need it. Links to other pages do not count, nor do scripts at the site's root:
/// those are for pages elsewhere, and this one names them in its example.
pub(crate) fn first_load(site: &Path, page: &str) -> Result<Vec<PathBuf>> {
    let mut seen = BTreeSet::from([site.join(page)]);
    let mut queue = VecDeque::from([site.join(page)]);
    while let Some(file) = queue.pop_front() {
        if !names_others(&file) {
            continue;
        }
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        for name in quoted(&text) {
            // A module names its siblings by relative paths, and the bundler its chunks from the root.
            for base in [file.parent().unwrap_or(site), site] {
                let Some(named) = join(base, name) else {
                    continue;
                };
                if named.starts_with(site)
                    && is_loaded(&named)
                    && !is_for_others(site, &named)
                    && named.is_file()
                    && seen.insert(named.clone())
                {
                    queue.push_back(named);
                }
            }
        }
    }
    Ok(seen.into_iter().collect())
}

/// The page and the files that it names itself, which are loaded with it.
pub(crate) fn named(site: &Path, page: &Path) -> Result<Vec<PathBuf>> {
    let text =
        std::fs::read_to_string(page).with_context(|| format!("cannot read {}", page.display()))?;
    let folder = page.parent().unwrap_or(site);
    let mut files = BTreeSet::from([page.to_path_buf()]);
    files.extend(
        quoted(&text)
            .filter_map(|name| join(folder, name))
            .filter(|named| named.starts_with(site) && is_loaded(named) && named.is_file()),
    );
    Ok(files.into_iter().collect())
}

fn names_others(file: &Path) -> bool {
    ["html", "js", "mjs", "css"]
        .iter()
        .any(|kind| file.extension().is_some_and(|extension| extension == *kind))
}

fn is_loaded(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension != "html")
}

fn is_for_others(site: &Path, file: &Path) -> bool {
    file.parent() == Some(site) && file.extension().is_some_and(|extension| extension == "js")
}

/// The pieces between quotation marks, back quotes and the brackets of CSS's `url()` that could be paths.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`', '(', ')'])
        .map(|piece| piece.split(['?', '#']).next().unwrap_or_default())
        .filter(|piece| {
            piece.contains('.') && piece.len() < 256 && !piece.contains(char::is_whitespace)
        })
}

/// `base` followed by the relative path `name`; `None` if that leads above the file system's root.
fn join(base: &Path, name: &str) -> Option<PathBuf> {
    let mut joined = base.to_path_buf();
    for part in Path::new(name).components() {
        match part {
            Component::Normal(part) => joined.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !joined.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let root = std::env::temp_dir().join(format!("xtask-walk-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        root
    }

    fn walked(site: &Path) -> Vec<String> {
        let files = first_load(site, "index.html").unwrap();
        files
            .iter()
            .map(|file| crate::paths::relative(file, site))
            .collect()
    }

    #[test]
    fn scripts_styles_workers_and_modules_are_followed() {
        let site = site(
            "follow",
            &[
                (
                    "index.html",
                    r#"<script type="module" src="./assets/a.js"></script><link href="./assets/s.css">"#,
                ),
                (
                    "assets/a.js",
                    r#"import"./b.js";new Worker(new URL("w.js",import.meta.url));const d=["assets/late.js"]"#,
                ),
                ("assets/b.js", ""),
                ("assets/w.js", r#"new URL('engine.wasm',import.meta.url)"#),
                ("assets/engine.wasm", "not read as text"),
                ("assets/s.css", "p{background:url(dot.svg)}"),
                ("assets/dot.svg", ""),
                ("assets/late.js", ""),
                ("assets/unused.js", ""),
            ],
        );
        let expected = [
            "a.js",
            "b.js",
            "dot.svg",
            "engine.wasm",
            "late.js",
            "s.css",
            "w.js",
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|name| format!("assets/{name}"))
            .chain(["index.html".to_owned()])
            .collect();
        assert_eq!(walked(&site), expected);
        std::fs::remove_dir_all(site).unwrap();
    }

    #[test]
    fn scripts_for_pages_elsewhere_are_not() {
        let site = site(
            "others",
            &[
                (
                    "index.html",
                    r#"<script src="./assets/a.js"></script><img src="icon.svg">"#,
                ),
                (
                    "assets/a.js",
                    r#"example.textContent=new URL("embed.js",document.baseURI)"#,
                ),
                ("embed.js", r#"import("./assets/elements.js")"#),
                ("assets/elements.js", ""),
                ("icon.svg", ""),
            ],
        );
        assert_eq!(walked(&site), ["assets/a.js", "icon.svg", "index.html"]);
        std::fs::remove_dir_all(site).unwrap();
    }

    #[test]
    fn what_a_page_names_itself_is_told_from_what_comes_later() {
        let site = site(
            "named",
            &[
                (
                    "lessons/one.html",
                    r#"<script src="../assets/a.js"></script><a href="./two.html">two</a>"#,
                ),
                ("lessons/two.html", ""),
                ("assets/a.js", r#"import("./late.js")"#),
                ("assets/late.js", ""),
            ],
        );
        let files = named(&site, &site.join("lessons/one.html")).unwrap();
        let names: Vec<_> = files
            .iter()
            .map(|file| crate::paths::relative(file, &site))
            .collect();
        assert_eq!(names, ["assets/a.js", "lessons/one.html"]);
        std::fs::remove_dir_all(site).unwrap();
    }

    #[test]
    fn other_pages_and_files_outside_are_not() {
        let page = r#"<a href="./about.html"></a><script src="../outside.js"></script><script src="/etc/hosts"></script>"#;
        let site = site(
            "outside",
            &[
                ("dist/index.html", page),
                ("dist/about.html", ""),
                ("outside.js", ""),
            ],
        );
        assert_eq!(walked(&site.join("dist")), ["index.html"]);
        std::fs::remove_dir_all(site).unwrap();
    }
}
