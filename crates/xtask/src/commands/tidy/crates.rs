//! Which crate may depend on which.

use super::graph::Graph;

/// Every crate of the workspace and the others of it that it may know.
const MAY_KNOW: [(&str, &[&str]); 8] = [
    ("headwise-cases", &["headwise-core"]),
    ("headwise-core", &[]),
    ("headwise-cpu", &["headwise-core"]),
    ("headwise-gpu", &["headwise-core"]),
    ("headwise-model", &["headwise-core"]),
    (
        "headwise-wasm",
        &[
            "headwise-core",
            "headwise-cpu",
            "headwise-gpu",
            "headwise-model",
        ],
    ),
    (
        "headwise-tests",
        &[
            "headwise-cases",
            "headwise-core",
            "headwise-cpu",
            "headwise-gpu",
            "headwise-model",
        ],
    ),
    (
        "xtask",
        &[
            "headwise-core",
            "headwise-model",
            "headwise-tests",
            "headwise-wasm",
        ],
    ),
];

/// Where the names of the WebAssembly packages begin: each is the shell with some of its features.
const PACKAGES: &str = "headwise-wasm-";

/// Crates that speak to JavaScript.
const JAVASCRIPT: [&str; 5] = [
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "js-sys",
    "web-sys",
    "serde-wasm-bindgen",
];

/// Crates that bring a device, ambient randomness, threads or a clock.
const AMBIENT: [&str; 8] = [
    "wgpu",
    "rand",
    "getrandom",
    "rayon",
    "tokio",
    "chrono",
    "time",
    "web-time",
];

pub(super) fn check(graph: &Graph) -> Vec<String> {
    let mut breaches = Vec::new();
    for member in &graph.members {
        match may_know(member) {
            None => breaches.push(format!(
                "{member}: the tidy rules do not say which crates it may know"
            )),
            Some(allowed) => breaches.extend(
                graph
                    .direct(member)
                    .filter(|other| graph.members.contains(*other) && !allowed.contains(other))
                    .map(|other| format!("{member} must not know {other}")),
            ),
        }
        if member != "headwise-wasm" {
            breaches.extend(
                graph
                    .direct(member)
                    .filter(|other| JAVASCRIPT.contains(other))
                    .map(|other| {
                        format!(
                            "{member} must not use {other}: only headwise-wasm speaks to JavaScript"
                        )
                    }),
            );
        }
    }
    // A chain counts as much as a line in Cargo.toml: what core reaches, core is.
    for krate in ["headwise-core", "headwise-model"] {
        for forbidden in JAVASCRIPT.iter().chain(&AMBIENT) {
            if let Some(chain) = graph.chain(krate, forbidden) {
                breaches.push(format!(
                    "{krate} must not reach {forbidden}: {}",
                    chain.join(" -> ")
                ));
            }
        }
    }
    breaches
}

/// The others that a crate of the workspace may know, if it has a place in it.
fn may_know(member: &str) -> Option<&'static [&'static str]> {
    if member.starts_with(PACKAGES) {
        return Some(&["headwise-wasm"]);
    }
    let known = MAY_KNOW.iter().find(|(name, _)| *name == member);
    known.map(|(_, allowed)| *allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the rules say of a workspace with these dependencies.
    fn breaches(members: &[&str], lines: &[&str]) -> Vec<String> {
        check(&Graph::fixture(members, lines))
    }

    #[test]
    fn the_house_as_designed_is_clean() {
        let members: Vec<_> = MAY_KNOW.iter().map(|(name, _)| *name).collect();
        let lines = [
            "headwise-core -> ndarray serde",
            "headwise-cpu -> headwise-core",
            "headwise-gpu -> headwise-core wgpu",
            "headwise-model -> headwise-core ndarray",
            "headwise-wasm -> headwise-core headwise-model wasm-bindgen js-sys",
        ];
        assert_eq!(breaches(&members, &lines), [""; 0]);
    }

    #[test]
    fn cpu_and_gpu_do_not_know_each_other() {
        let found = breaches(
            &["headwise-cpu", "headwise-gpu"],
            &["headwise-cpu -> headwise-gpu"],
        );
        assert_eq!(found, ["headwise-cpu must not know headwise-gpu"]);
    }

    #[test]
    fn only_the_shell_speaks_to_javascript() {
        let found = breaches(&["headwise-cpu"], &["headwise-cpu -> wasm-bindgen"]);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].contains("only headwise-wasm speaks to JavaScript"),
            "{}",
            found[0]
        );
    }

    #[test]
    fn core_reaches_no_ambient_randomness_even_through_another_crate() {
        let found = breaches(
            &["headwise-core"],
            &["headwise-core -> helper", "helper -> getrandom"],
        );
        assert_eq!(
            found,
            ["headwise-core must not reach getrandom: headwise-core -> helper -> getrandom"]
        );
    }

    #[test]
    fn a_package_is_the_shell_and_nothing_else() {
        let members = ["headwise-core", "headwise-wasm", "headwise-wasm-trace"];
        let knows = |other| breaches(&members, &[&format!("headwise-wasm-trace -> {other}")]);
        assert_eq!(knows("headwise-wasm"), [""; 0]);
        assert_eq!(
            knows("headwise-core"),
            ["headwise-wasm-trace must not know headwise-core"]
        );
        assert_eq!(knows("js-sys").len(), 1);
    }

    #[test]
    fn a_new_crate_must_be_given_its_place() {
        assert_eq!(breaches(&["headwise-new"], &[]).len(), 1);
    }
}
