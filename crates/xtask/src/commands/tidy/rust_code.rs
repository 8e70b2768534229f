//! What Rust code must not say.

use super::{Source, has_word};

/// Words of the standard library by which a pure crate would reach the outside.
const OUTSIDE: [&str; 7] = [
    "std::time",
    "std::fs",
    "std::io",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
];

const PURE: [&str; 2] = ["crates/headwise-core/src/", "crates/headwise-model/src/"];

/// The shell that converts between JavaScript and the crates that compute.
const SHELL: &str = "crates/headwise-wasm/";

/// Methods by which the shell, which has to hold arrays, would begin to compute with them.
const ARITHMETIC: [&str; 13] = [
    "dot",
    "mapv",
    "mapv_into",
    "mapv_inplace",
    "map_inplace",
    "zip_mut_with",
    "scaled_add",
    "fold",
    "sum",
    "exp",
    "ln",
    "sqrt",
    "powi",
];

/// Crates that cannot forbid unsafe code, with the reason.
const WITHOUT_FORBID: [(&str, &str); 1] = [(
    "headwise-wasm",
    "the macro of wasm-bindgen writes unsafe code; people's own is denied by the workspace",
)];

/// `roots` are the root files of every crate, each with the name of its package.
pub(super) fn check(sources: &[Source], roots: &[(String, String)]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources
        .iter()
        .filter(|source| source.has_extension(&["rs"]))
    {
        if PURE.iter().any(|folder| source.path.starts_with(folder)) {
            breaches.extend(mentions(
                source,
                &OUTSIDE,
                "a pure crate has no clock, files, network or threads",
            ));
        }
        if source.path.starts_with(SHELL) && !source.path.contains("/tests/") {
            breaches.extend(calls(
                source,
                &ARITHMETIC,
                "the shell converts and never computes",
            ));
        }
        // The rules themselves have to name what they forbid.
        let exempt = [SHELL, "crates/xtask/"]
            .iter()
            .any(|folder| source.path.starts_with(folder));
        if !exempt {
            breaches.extend(mentions(
                source,
                &["JsValue"],
                "only headwise-wasm speaks to JavaScript",
            ));
        }
    }
    for (package, root) in roots {
        let excused = WITHOUT_FORBID.iter().any(|(name, _)| name == package);
        let forbids = sources.iter().any(|source| {
            source.path == *root
                && source
                    .code()
                    .any(|(_, line)| line.trim() == "#![forbid(unsafe_code)]")
        });
        if !excused && !forbids {
            breaches.push(format!("{root}: `#![forbid(unsafe_code)]` is missing"));
        }
    }
    breaches
}

fn mentions(source: &Source, words: &[&str], reason: &str) -> Vec<String> {
    report(source, words, reason, has_word)
}

fn calls(source: &Source, methods: &[&str], reason: &str) -> Vec<String> {
    report(source, methods, reason, |line, method| {
        let mut members = line
            .split('.')
            .skip(1)
            .filter_map(|rest| rest.strip_prefix(method));
        members.any(|rest| rest.starts_with(['(', ':']))
    })
}

fn report(
    source: &Source,
    words: &[&str],
    reason: &str,
    breaks: fn(&str, &str) -> bool,
) -> Vec<String> {
    let mut breaches = Vec::new();
    for (number, line) in source.code() {
        for word in words.iter().filter(|word| breaks(line, word)) {
            breaches.push(format!("{}:{number}: `{word}`: {reason}", source.path));
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tidy::source;

    const ROOT: &str = "crates/headwise-core/src/lib.rs";

    fn breaches(path: &str, text: &str) -> Vec<String> {
        check(&[source(path, text)], &[])
    }

    #[test]
    fn core_has_no_clock() {
        let found = breaches(ROOT, "//! No std::time here.\nuse std::time::Instant;\n");
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("crates/headwise-core/src/lib.rs:2: `std::time`"),
            "{}",
            found[0]
        );
        assert!(breaches("tests/src/lib.rs", "use std::time::Instant;").is_empty());
    }

    #[test]
    fn only_the_shell_names_javascript_values() {
        assert_eq!(
            breaches("crates/headwise-gpu/src/lib.rs", "fn f(x: JsValue) {}").len(),
            1
        );
        assert!(breaches("crates/headwise-wasm/src/lib.rs", "fn f(x: JsValue) {}").is_empty());
    }

    #[test]
    fn the_shell_converts_and_never_computes() {
        let path = "crates/headwise-wasm/src/lib.rs";
        assert_eq!(breaches(path, "let y = x.dot(&w).sum();").len(), 2);
        assert_eq!(
            breaches(path, "let y: f32 = x.iter().sum::<f32>();").len(),
            1
        );
        assert!(
            breaches(
                path,
                "let data = out.iter().map(|x| x.sums).collect(); dot(a)"
            )
            .is_empty()
        );
        assert!(breaches("crates/headwise-core/src/lib.rs", "x.dot(&w)").is_empty());
    }

    #[test]
    fn a_crate_forbids_unsafe_code_or_is_excused() {
        let roots = |package: &str| [(package.to_owned(), ROOT.to_owned())];
        let without = [source(ROOT, "// #![forbid(unsafe_code)]\n")];
        assert_eq!(
            check(&without, &roots("headwise-core")),
            [format!("{ROOT}: `#![forbid(unsafe_code)]` is missing")]
        );
        assert!(check(&without, &roots("headwise-wasm")).is_empty());
        let with = [source(ROOT, "//! Core.\n#![forbid(unsafe_code)]\n")];
        assert!(check(&with, &roots("headwise-core")).is_empty());
    }
}
