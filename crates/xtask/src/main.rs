//! All automation of the project: `cargo xtask COMMAND`.
#![forbid(unsafe_code)]

mod commands;
mod paths;
mod shell;
mod side_by_side;
mod tools;

use shell::{Reported, Shell};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  serve [--port N] [--no-build]   install what is missing, build and serve the site
  build                           write the static site to www/dist, the npm package to www/package
  types                           write the TypeScript declarations of the Rust types
  wasm                            build the WebAssembly package that the site imports
  test [STAGE...] [--list]        run every check, or some stages and what they need;
       [--browsers all]           also in Firefox and WebKitGTK
  conformance DIR --backend NAME  run a folder of cases that others computed
  bench [OPTION...]               compare its speed with other engines', in Chromium
  heads [FOLDER]                  say what the heads of a trained model do
  train [OPTION...]               train the model of the playground again, from a seed
  tidy                            check the import rules and the house style
  size                            report what the first load of the site transfers";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Reported>() => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> anyhow::Result<()> {
    // Every path below is relative to the repository, wherever the command was typed. Paths
    // that the user names are resolved against where that was.
    let typed_in = std::env::current_dir()?;
    std::env::set_current_dir(paths::root())?;
    let shell = Shell::terminal();
    let (command, rest) = arguments
        .split_first()
        .ok_or_else(|| anyhow::anyhow!("no command\n\n{USAGE}"))?;
    match command.as_str() {
        "serve" => commands::serve::run(&shell, rest),
        "build" => commands::build::run(&shell, rest),
        "types" => commands::types::run(&shell, rest),
        "wasm" => commands::wasm::run(&shell, rest),
        "test" => commands::test::run(rest),
        "conformance" => commands::conformance::run(&shell, rest, &typed_in),
        "bench" => commands::bench::run(&shell, rest, &typed_in),
        "heads" => commands::heads::run(&shell, rest, &typed_in),
        "train" => commands::train::run(&shell, rest, &typed_in),
        "tidy" => commands::tidy::run(&shell, rest),
        "size" => commands::size::run(&shell, rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => anyhow::bail!("there is no command `{other}`\n\n{USAGE}"),
    }
}
