//! What was asked for.

use anyhow::{Context, Result, bail, ensure};
use headwise_model::train::Settings;
use std::path::PathBuf;
use std::thread;

/// How to run.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) out: PathBuf,
    pub(crate) run: PathBuf,
    pub(crate) threads: usize,
}

/// What to run.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Begin(Box<Settings>),
    Resume,
    Print(Box<Settings>),
}

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> Result<(Self, Task)> {
        let (mut out, mut run, mut with) = (None, None, None);
        let (mut seed, mut steps) = (None, None);
        let (mut resume, mut print) = (false, false);
        let mut threads = thread::available_parallelism().map_or(1, usize::from);
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || {
                rest.next()
                    .with_context(|| format!("{argument} needs a value"))
            };
            match argument.as_str() {
                "--out" => out = Some(PathBuf::from(value()?)),
                "--run" => run = Some(PathBuf::from(value()?)),
                "--with" => with = Some(PathBuf::from(value()?)),
                "--seed" => seed = Some(number(value()?)?),
                "--steps" => steps = Some(number(value()?)?),
                "--threads" => threads = number(value()?)?,
                "--resume" => resume = true,
                "--settings" => print = true,
                other => bail!("`train` knows no option `{other}`"),
            }
        }
        ensure!(threads > 0, "there is no training on 0 threads");
        let own_settings = seed.is_some() || steps.is_some() || with.is_some();
        ensure!(
            !(resume && (own_settings || print)),
            "a run goes on with the settings that it began with"
        );
        let mut settings = match with {
            Some(path) => {
                let json = std::fs::read(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                serde_json::from_slice(&json)?
            }
            None => Settings::default(),
        };
        settings.seed = seed.unwrap_or(settings.seed);
        settings.schedule.steps = steps.unwrap_or(settings.schedule.steps);
        let settings = Box::new(settings);
        let task = match (print, resume) {
            (true, _) => Task::Print(settings),
            (_, true) => Task::Resume,
            _ => Task::Begin(settings),
        };
        let options = Self {
            out: out.context("--out is missing")?,
            run: run.context("--run is missing")?,
            threads,
        };
        Ok((options, task))
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T> {
    let parsed = text.parse();
    parsed.map_err(|_| anyhow::anyhow!("`{text}` is not a number that fits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<(Options, Task)> {
        let words = ["--out", "o", "--run", "r"]
            .into_iter()
            .chain(line.split_whitespace());
        Options::parse(&words.map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn settings_can_be_changed_one_by_one() {
        let (options, task) = parse("--seed 3 --steps 40 --threads 2").unwrap();
        assert_eq!(options.threads, 2);
        let mut wanted = Settings {
            seed: 3,
            ..Settings::default()
        };
        wanted.schedule.steps = 40;
        assert_eq!(task, Task::Begin(Box::new(wanted)));
        assert_eq!(parse("--resume").unwrap().1, Task::Resume);
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            "--seed",
            "--seed x",
            "--seed -1",
            "--threads 0",
            "--resume --steps 9",
            "--resume --settings",
            "--fast",
            "--with no-such-file.json",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
