//! `bench`: the same problems on Headwise and on the engines that people use instead.
//!
//! Prepares what the program in tests/bench needs, and hands the options on to it. Apart from the
//! other checks: it takes long, wants a machine to itself, and installs the other engines.

use crate::{
    shell::{Reported, Shell},
    tools::{chromium, npm},
};
use anyhow::{Context, Result, bail};
use std::path::Path;

/// A package of its own: the engines that it compares with are dependencies of nothing else.
const FOLDER: &str = "tests/bench";

const OPTIONS: &str = "\
usage: cargo xtask bench [OPTION...]

  --quick            one round of the cases that show the most
  --sizes N,...      queries and keys of full and causal attention
  --dims N,...       width of a head
  --cases NAME,...   full, causal, decode, projection
  --engines NAME,... an unknown name lists those that there are
  --rounds N         turns that each engine gets in each case: 3, or 1 when quick
  --patience N       seconds to wait in all for other work on the machine to end: 120
  --adapter NAME     swiftshader, or system for the machine's own GPU
  --json FILE        write the figures there
  --check            only check and test the bench itself";

/// Options that take a value and are of no concern here.
const HANDED_ON: [&str; 7] = [
    "--sizes",
    "--dims",
    "--cases",
    "--engines",
    "--rounds",
    "--patience",
    "--adapter",
];

pub(crate) fn run(shell: &Shell, arguments: &[String], typed_in: &Path) -> Result<()> {
    let task = Task::parse(arguments, typed_in)?;
    if task == Task::Help {
        return shell.say(OPTIONS);
    }
    // The bench imports the engine's source, which imports the package.
    super::wasm::build(shell)?;
    npm::ensure_in(shell, FOLDER, "the bench's")?;
    let Task::Measure(options) = task else {
        return ["check", "lint", "test"]
            .iter()
            .try_for_each(|name| shell.run(&mut npm::script_in(FOLDER, name)));
    };
    let browser = chromium::ensure(shell)?.browser;
    shell.run(&mut npm::script_in(FOLDER, "build"))?;
    let mut bench = npm::script_in(FOLDER, "bench");
    bench.arg("--").args(options).env("CHROME", browser);
    // It says itself what went wrong.
    shell.run(&mut bench).map_err(|_| Reported.into())
}

#[derive(Debug, PartialEq)]
enum Task {
    Help,
    Check,
    /// With the options of the program in tests/bench, each `--name=value`.
    Measure(Vec<String>),
}

impl Task {
    fn parse(arguments: &[String], typed_in: &Path) -> Result<Self> {
        let mut options = Vec::new();
        let mut check = false;
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let (name, attached) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (argument.as_str(), None),
            };
            let mut value = || {
                attached
                    .or_else(|| rest.next().map(String::as_str))
                    .with_context(|| format!("{name} needs a value"))
            };
            match name {
                "--help" => return Ok(Self::Help),
                "--check" => check = true,
                "--quick" => options.push(name.to_owned()),
                // The program runs elsewhere.
                "--json" => {
                    let file = typed_in.join(value()?);
                    options.push(format!("--json={}", file.display()));
                }
                name if HANDED_ON.contains(&name) => options.push(format!("{name}={}", value()?)),
                other => bail!("`bench` knows no option `{other}`\n\n{OPTIONS}"),
            }
        }
        match check {
            false => Ok(Self::Measure(options)),
            true if options.is_empty() => Ok(Self::Check),
            true => bail!("--check measures nothing: it goes with no other option"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Task> {
        let arguments: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        Task::parse(&arguments, Path::new("/home"))
    }

    #[test]
    fn options_are_handed_on_and_the_file_is_found_from_where_it_was_typed() {
        let options = parse("--quick --sizes 256,1024 --engines=tfjs --json out.json").unwrap();
        let file = format!("--json={}", Path::new("/home").join("out.json").display());
        let wanted = ["--quick", "--sizes=256,1024", "--engines=tfjs", &file];
        assert_eq!(options, Task::Measure(wanted.map(str::to_owned).to_vec()));
        assert_eq!(parse("").unwrap(), Task::Measure(Vec::new()));
        assert_eq!(parse("--check").unwrap(), Task::Check);
        assert_eq!(parse("--quick --help").unwrap(), Task::Help);
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["--sizes", "--fast", "1024", "--check --quick"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn the_usage_names_every_option() {
        for option in HANDED_ON {
            assert!(OPTIONS.contains(option), "{option}");
        }
    }
}
