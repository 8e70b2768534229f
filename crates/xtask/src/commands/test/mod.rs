//! `test`: every check of the project, stage by stage.

mod counts;
mod gpu;
mod plan;
mod rust;
mod stages;
mod web;

use crate::{
    paths,
    shell::{Reported, Shell},
};
use anyhow::{Result, bail};
use plan::{Outcome, Stage};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How much of a failing stage's log is shown; the rest is in the file.
const LINES_SHOWN: usize = 120;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (arguments, everywhere) = browsers(arguments)?;
    let arguments = &arguments;
    let mut all = stages::all();
    if everywhere {
        all.push(stages::other_browsers());
    }
    if arguments.iter().any(|argument| argument == "--list") {
        for stage in &all {
            println!("{:<14} {}", stage.name, stage.what);
        }
        return Ok(());
    }
    if let Some(option) = arguments.iter().find(|argument| argument.starts_with('-')) {
        bail!(
            "`test` knows no option `{option}`; it takes --list, --browsers all or names of stages"
        );
    }
    let chosen = plan::choose(&all, arguments)?;
    let mut reports: Vec<Report> = Vec::new();
    for (index, stage) in chosen.iter().enumerate() {
        println!(
            "[{:>2}/{}] {}: {}",
            index + 1,
            chosen.len(),
            stage.name,
            stage.what
        );
        let report = run_stage(stage, &reports)?;
        println!("        {}", report.verdict());
        if let Outcome::Failed(_) = report.outcome {
            show_end(&report.log);
        }
        reports.push(report);
    }
    summarise(&reports)
}

/// The arguments without `--browsers all`, and whether it was among them.
fn browsers(arguments: &[String]) -> Result<(Vec<String>, bool)> {
    let Some(at) = arguments.iter().position(|word| word == "--browsers") else {
        return Ok((arguments.to_vec(), false));
    };
    if arguments.get(at + 1).map(String::as_str) != Some("all") {
        bail!("`--browsers` takes `all`: Firefox and WebKitGTK beside Chromium");
    }
    let mut others = arguments.to_vec();
    others.drain(at..at + 2);
    Ok((others, true))
}

/// What became of a stage.
struct Report {
    name: &'static str,
    outcome: Outcome,
    time: Duration,
    log: PathBuf,
}

impl Report {
    fn verdict(&self) -> String {
        let time = format!("{:.1} s", self.time.as_secs_f64());
        match &self.outcome {
            Outcome::Passed(detail) if detail.is_empty() => format!("ok in {time}"),
            Outcome::Passed(detail) => format!("ok in {time}: {detail}"),
            Outcome::Failed(reason) => format!("FAILED after {time}: {reason}"),
            Outcome::Skipped(reason) => format!("skipped: {reason}"),
        }
    }
}

fn run_stage(stage: &Stage, earlier: &[Report]) -> Result<Report> {
    let started = Instant::now();
    let log = Path::new(paths::SCRATCH)
        .join("logs")
        .join(format!("{}.log", stage.name));
    let missing = stage.needs.iter().find(|need| {
        !earlier
            .iter()
            .any(|report| report.name == **need && matches!(report.outcome, Outcome::Passed(_)))
    });
    let outcome = match missing {
        Some(need) => Outcome::Skipped(format!("it needs the stage `{need}`, which did not pass")),
        None => {
            let shell = Shell::logged(&log)?;
            match (stage.run)(&shell) {
                Ok(outcome) => outcome,
                Err(error) => Outcome::Failed(match counts::of_file(&log) {
                    counts if counts.is_empty() => format!("{error:#}"),
                    counts => format!("{counts}; {error:#}"),
                }),
            }
        }
    };
    Ok(Report {
        name: stage.name,
        outcome,
        time: started.elapsed(),
        log,
    })
}

fn show_end(log: &Path) {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text.lines().collect();
    let start = lines.len().saturating_sub(LINES_SHOWN);
    for line in &lines[start..] {
        println!("        | {line}");
    }
    println!("        the whole log is in {}", log.display());
}

fn summarise(reports: &[Report]) -> Result<()> {
    let total: Duration = reports.iter().map(|report| report.time).sum();
    println!(
        "\nsummary, {} min {} s in all",
        total.as_secs() / 60,
        total.as_secs() % 60
    );
    for report in reports {
        println!("  {:<14} {}", report.name, report.verdict());
    }
    let count = |wanted: fn(&Outcome) -> bool| {
        reports
            .iter()
            .filter(|report| wanted(&report.outcome))
            .count()
    };
    let passed = count(|outcome| matches!(outcome, Outcome::Passed(_)));
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
    println!("\n{passed} passed, {failed} failed, {skipped} skipped");
    if failed > 0 {
        Err(Reported.into())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn all_browsers_are_an_option_beside_stages() {
        let read = |line: &str| browsers(&words(line)).unwrap();
        assert_eq!(read("unit e2e"), (words("unit e2e"), false));
        assert_eq!(read("--browsers all"), (words(""), true));
        assert_eq!(read("e2e --browsers all unit"), (words("e2e unit"), true));
        assert!(browsers(&words("--browsers")).is_err());
        assert!(browsers(&words("--browsers firefox")).is_err());
    }
}
