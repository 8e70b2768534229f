//! How many tests a stage ran and why some did not, read from what its tools wrote.

use std::collections::BTreeMap;
use std::path::Path;

/// Tests of one or several runs.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// A few words on the tests in a log; empty if it reports none.
pub(crate) fn of_file(log: &Path) -> String {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let Counts {
        passed,
        failed,
        skipped,
    } = of(&text);
    let mut words = Vec::new();
    for (number, what) in [(passed, "passed"), (failed, "failed"), (skipped, "skipped")] {
        if number > 0 {
            words.push(format!("{number} {what}"));
        }
    }
    let reasons: Vec<_> = reasons(&text)
        .into_iter()
        .map(|(reason, number)| format!("{number}: {reason}"))
        .collect();
    if !reasons.is_empty() {
        words.push(format!("({})", reasons.join("; ")));
    }
    words.join(", ").replace(", (", " (")
}

/// Why tests were skipped and how many for each reason: from `skip NAME: REASON` of the
/// conformance command, and from Vitest's `↓ FILE > NAME [REASON]`, where the name must do if it
/// gives no reason.
fn reasons(log: &str) -> BTreeMap<&str, u64> {
    let mut reasons = BTreeMap::new();
    for line in log.lines().map(str::trim) {
        let case = line
            .strip_prefix("skip ")
            .and_then(|rest| rest.split_once(": "));
        let test = line
            .strip_prefix("\u{2193} ")
            .and_then(|rest| rest.rsplit_once(" > "));
        if let Some((_, reason)) = case.or(test) {
            let noted = reason
                .strip_suffix(']')
                .and_then(|rest| rest.rsplit_once('['));
            *reasons
                .entry(noted.map_or(reason, |(_, note)| note))
                .or_default() += 1;
        }
    }
    reasons
}

/// Sums the summaries of cargo test, nextest, Vitest, Node's test runner and the conformance command.
fn of(log: &str) -> Counts {
    let mut counts = Counts::default();
    for line in log.lines().map(str::trim) {
        let is_summary = line.starts_with("test result:")
            || line.starts_with("Summary [")
            || (line.starts_with("Tests ") && line.ends_with(')'))
            || [
                "# pass ",
                "# fail ",
                "# skipped ",
                "\u{2139} pass ",
                "\u{2139} fail ",
                "\u{2139} skipped ",
            ]
            .iter()
            .any(|start| line.starts_with(start))
            || is_bare_summary(line);
        if !is_summary {
            continue;
        }
        let words: Vec<&str> = line
            .split([' ', ',', ';', '(', ')', '|'])
            .filter(|word| !word.is_empty())
            .collect();
        let word_first = line.starts_with(['#', '\u{2139}']);
        for pair in words.windows(2) {
            let (number, word) = if word_first {
                (pair[1], pair[0])
            } else {
                (pair[0], pair[1])
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match word {
                "passed" | "pass" => counts.passed += number,
                "failed" | "fail" => counts.failed += number,
                "skipped" | "ignored" | "todo" => counts.skipped += number,
                _ => {}
            }
        }
    }
    counts
}

/// `N passed, N failed, N skipped`, alone on its line.
fn is_bare_summary(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    matches!(words[..], [_, "passed,", _, "failed,", _, "skipped"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn cargo_test_is_summed_over_its_programs() {
        let log = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                   test a ... ok\n\
                   test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(of(log), counts(14, 1, 1));
    }

    #[test]
    fn nextest() {
        let log = "     Summary [   0.010s] 3 tests run: 3 passed (1 slow), 2 skipped\n";
        assert_eq!(of(log), counts(3, 0, 2));
    }

    #[test]
    fn vitest() {
        let log = " Test Files  2 passed (2)\n      Tests  1 failed | 7 passed | 2 skipped (10)\n";
        assert_eq!(of(log), counts(7, 1, 2));
    }

    #[test]
    fn node() {
        assert_eq!(
            of("# tests 5\n# pass 4\n# fail 1\n# skipped 0\n"),
            counts(4, 1, 0)
        );
        assert_eq!(of("\u{2139} pass 4\n\u{2139} skipped 2\n"), counts(4, 0, 2));
    }

    #[test]
    fn conformance() {
        assert_eq!(
            of("skip a: 3 passed, but no type\n90 passed, 0 failed, 4 skipped\n"),
            counts(90, 0, 4)
        );
    }

    #[test]
    fn reasons_are_counted() {
        let log = "skip a: no bf16\nskip b: no bf16\nskip c: too long: 9\nskipped: none\n\
                    \u{2193} a.test.ts > suite > name 1ms [no bf16]\n \u{2193} a.test.ts > later\n";
        let expected = [("no bf16", 3), ("too long: 9", 1), ("later", 1)];
        assert_eq!(reasons(log), BTreeMap::from(expected));
    }
}
