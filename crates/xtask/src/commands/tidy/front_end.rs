//! Which part of the front end may import which.

use super::{Source, imports};

const LAYERS: &str = "www/src/";

/// Folders below www/src that hold plain functions: they neither know nor touch the page.
const PURE: [&str; 4] = ["scenes", "marks", "timeline", "trace"];

pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    let scripts = sources
        .iter()
        .filter(|source| source.has_extension(&["ts", "mts", "js"]) && !is_test(&source.path));
    for source in scripts {
        let Some(layer) = layer_of(&source.path) else {
            continue;
        };
        for (number, specifier) in imports::of(source) {
            if let Some(reason) = objection(layer, &source.path, &specifier) {
                breaches.push(format!(
                    "{}:{number}: imports \"{specifier}\": {reason}",
                    source.path
                ));
            }
        }
        if PURE.contains(&layer) {
            for (number, line) in source.code() {
                for global in ["document", "window", "globalThis"] {
                    if uses_global(line, global) {
                        breaches.push(format!(
                            "{}:{number}: uses `{global}`: {layer} does not touch the page",
                            source.path
                        ));
                    }
                }
            }
        }
    }
    breaches
}

/// Why a file of `layer` may not import `specifier`.
fn objection(layer: &str, importer: &str, specifier: &str) -> Option<&'static str> {
    let Some(target) = imports::target(importer, specifier) else {
        let is_lit =
            specifier == "lit" || specifier.starts_with("lit/") || specifier.starts_with("@lit/");
        return (is_lit && layer != "elements").then_some("only elements use Lit");
    };
    let other = layer_of(&target)?;
    if target.contains("/engine/generated-test-hooks") {
        return Some("the build with test hooks is for tests");
    }
    if target.contains("/engine/generated") && layer != "engine" {
        return Some("only the engine imports the WebAssembly package");
    }
    match (layer, other) {
        (layer, "engine" | "elements" | "pages") if PURE.contains(&layer) => {
            Some("scenes, marks, the timeline and the trace stand alone")
        }
        ("engine", "elements" | "pages" | "scenes" | "marks" | "timeline") => {
            Some("the engine draws nothing")
        }
        ("elements", "pages") => Some("elements work on any page"),
        ("pages", "elements" | "pages" | "theme") => None,
        ("pages", _) => Some("a page is made of elements alone, as an embedder's is"),
        _ => None,
    }
}

/// The folder below www/src that a path lies in.
fn layer_of(path: &str) -> Option<&str> {
    path.strip_prefix(LAYERS)?
        .split_once('/')
        .map(|(layer, _)| layer)
}

/// Tests may import what they need to judge.
fn is_test(path: &str) -> bool {
    path.ends_with(".test.ts") || path.contains("/testing/")
}

/// Whether a line reads a member of a global: `window.x`, but not `options.window.x`.
fn uses_global(line: &str, global: &str) -> bool {
    line.match_indices(global).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = &line[start + global.len()..];
        let stands_alone = !before
            .is_some_and(|character| character.is_alphanumeric() || "_$.".contains(character));
        stands_alone
            && after
                .strip_prefix('.')
                .is_some_and(|member| member.starts_with(char::is_alphabetic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tidy::source;

    fn breaches(path: &str, text: &str) -> Vec<String> {
        check(&[source(path, text)])
    }

    #[test]
    fn what_is_allowed_passes() {
        for (path, text) in [
            (
                "www/src/scenes/split/beats.ts",
                "import type { Scene } from \"../scene\";\nrequest.window.left;",
            ),
            (
                "www/src/engine/worker.ts",
                "import init from \"./generated/headwise_wasm.js\";",
            ),
            (
                "www/src/elements/scene/element.ts",
                "import { html } from \"lit\";\nimport { createEngine } from \"../../engine\";",
            ),
            (
                "www/src/pages/index.ts",
                "import \"../elements/playground\";\nimport { tokens } from \"../theme/tokens\";",
            ),
            (
                "www/src/engine/engine.test.ts",
                "import \"./generated-test-hooks/headwise_wasm.js\";",
            ),
            ("www/vite.config.ts", "import { html } from \"lit\";"),
        ] {
            assert_eq!(breaches(path, text), [""; 0], "{path}");
        }
    }

    #[test]
    fn each_rule_is_broken_by_its_fixture() {
        for (path, text, reason) in [
            (
                "www/src/scenes/a.ts",
                "import { html } from \"lit\";",
                "only elements use Lit",
            ),
            (
                "www/src/marks/a.ts",
                "import { x } from '../engine/index';",
                "stand alone",
            ),
            (
                "www/src/timeline/a.ts",
                "import \"../elements/scene\";",
                "stand alone",
            ),
            (
                "www/src/trace/a.ts",
                "const d = document.body;",
                "does not touch the page",
            ),
            (
                "www/src/scenes/a.ts",
                "if (window.innerWidth > 3) {}",
                "does not touch the page",
            ),
            (
                "www/src/elements/a.ts",
                "import x from \"../engine/generated/headwise_wasm.js\";",
                "only the engine imports",
            ),
            (
                "www/src/engine/a.ts",
                "import x from \"./generated-test-hooks/headwise_wasm.js\";",
                "is for tests",
            ),
            (
                "www/src/engine/a.ts",
                "import x from \"../elements/scene\";",
                "the engine draws nothing",
            ),
            (
                "www/src/elements/a.ts",
                "import x from \"../pages/index\";",
                "elements work on any page",
            ),
            (
                "www/src/pages/a.ts",
                "const x = await import(\"../engine/index\");",
                "as an embedder's is",
            ),
        ] {
            let found = breaches(path, text);
            assert_eq!(found.len(), 1, "{path}: {found:?}");
            assert!(
                found[0].starts_with(&format!("{path}:1: ")) && found[0].contains(reason),
                "{}",
                found[0]
            );
        }
    }
}
