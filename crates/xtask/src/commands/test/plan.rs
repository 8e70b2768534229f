//! Stages, and which of them a run takes.

use crate::shell::Shell;
use anyhow::{Result, bail};

/// One check.
pub(crate) struct Stage {
    /// What it is called on the command line.
    pub(crate) name: &'static str,
    /// What it does, in a few words.
    pub(crate) what: &'static str,
    /// Stages that must have passed.
    pub(crate) needs: &'static [&'static str],
    /// Runs it; an error is a failure.
    pub(crate) run: fn(&Shell) -> Result<Outcome>,
}

/// How a stage ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// With a few words on what was counted, if anything was.
    Passed(String),
    /// With the reason.
    Failed(String),
    /// With the reason.
    Skipped(String),
}

/// The stages of those names and all that they need, in the order of `all`; all, if none is named.
pub(crate) fn choose<'a>(all: &'a [Stage], names: &[String]) -> Result<Vec<&'a Stage>> {
    if names.is_empty() {
        return Ok(all.iter().collect());
    }
    let mut wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut next = 0;
    while let Some(name) = wanted.get(next) {
        let Some(stage) = all.iter().find(|stage| stage.name == *name) else {
            let known: Vec<_> = all.iter().map(|stage| stage.name).collect();
            bail!(
                "there is no stage `{name}`; the stages are {}",
                known.join(", ")
            );
        };
        wanted.extend(stage.needs);
        next += 1;
    }
    Ok(all
        .iter()
        .filter(|stage| wanted.contains(&stage.name))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(name: &'static str, needs: &'static [&'static str]) -> Stage {
        Stage {
            name,
            what: "",
            needs,
            run: |_| Ok(Outcome::Passed(String::new())),
        }
    }

    fn chosen(names: &[&str]) -> Result<Vec<&'static str>> {
        let all = [
            stage("a", &[]),
            stage("b", &["a"]),
            stage("c", &["b"]),
            stage("d", &[]),
        ];
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        Ok(choose(&all, &names)?
            .iter()
            .map(|stage| stage.name)
            .collect())
    }

    #[test]
    fn a_stage_brings_what_it_needs() {
        assert_eq!(chosen(&["c"]).unwrap(), ["a", "b", "c"]);
        assert_eq!(chosen(&["d", "a"]).unwrap(), ["a", "d"]);
        assert_eq!(chosen(&[]).unwrap(), ["a", "b", "c", "d"]);
    }

    #[test]
    fn an_unknown_stage_is_refused_by_name() {
        assert!(
            chosen(&["e"])
                .unwrap_err()
                .to_string()
                .contains("no stage `e`; the stages are a, b, c, d")
        );
    }

    #[test]
    fn every_need_of_the_project_comes_earlier() {
        let all = crate::commands::test::stages::all();
        for (index, stage) in all.iter().enumerate() {
            for need in stage.needs {
                assert!(
                    all[..index].iter().any(|earlier| earlier.name == *need),
                    "{} needs {need}",
                    stage.name
                );
            }
        }
    }
}
