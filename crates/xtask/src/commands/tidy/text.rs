//! House style that holds for every language.

use super::{Source, has_word};

/// Past this many lines a file holds more than one idea.
const LINES: usize = 400;

/// Files that may be longer, with the reason.
const LONG: [(&str, &str); 0] = [];

const WRITTEN_BY_PEOPLE: [&str; 9] = ["rs", "ts", "mts", "js", "mjs", "css", "html", "wgsl", "sh"];

/// Marks of unfinished work, written in halves so that this file keeps its own rule.
const UNFINISHED: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("HA", "CK"),
];

/// Numbers on screen are computed, and repeatable: randomness is drawn from a seed.
const UNSEEDED: &str = concat!("Math.", "random");

pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources
        .iter()
        .filter(|source| source.has_extension(&WRITTEN_BY_PEOPLE))
    {
        let lines = source.text.lines().count();
        if lines > LINES && !LONG.iter().any(|(path, _)| *path == source.path) {
            breaches.push(format!("{}: {lines} lines, more than {LINES}", source.path));
        }
        for (index, line) in source.text.lines().enumerate() {
            for word in UNFINISHED
                .iter()
                .chain([&UNSEEDED])
                .filter(|word| has_word(line, word))
            {
                breaches.push(format!("{}:{}: `{word}`", source.path, index + 1));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tidy::source;

    #[test]
    fn a_long_file_is_named_and_data_is_not() {
        let text = "x\n".repeat(LINES);
        assert!(check(&[source("a.rs", &text)]).is_empty());
        assert_eq!(
            check(&[source("a.rs", &format!("{text}x\n"))]),
            ["a.rs: 401 lines, more than 400"]
        );
        assert!(check(&[source("package-lock.json", &format!("{text}x\n"))]).is_empty());
    }

    #[test]
    fn unfinished_work_is_found_in_comments_too() {
        for word in UNFINISHED {
            assert_eq!(
                check(&[source("a.css", &format!("p {{}}\n/* {word}: later */"))]),
                [format!("a.css:2: `{word}`")]
            );
        }
        assert!(check(&[source("a.ts", "hackneyed, and todos")]).is_empty());
    }

    #[test]
    fn unseeded_randomness_is_found() {
        assert_eq!(check(&[source("a.ts", &format!("{UNSEEDED}()"))]).len(), 1);
    }
}
