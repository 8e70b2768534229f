//! `serve`: builds the site and serves it on this machine.

pub(crate) mod headers;
mod server;

pub(crate) use server::Server;

use crate::{paths, shell::Shell};
use anyhow::{Context, Result, bail};
use std::path::Path;

const DEFAULT_PORT: u16 = 8080;

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    if options.build {
        super::build::run(shell, &[])?;
    }
    let site = Path::new(paths::SITE);
    if !site.join("index.html").is_file() {
        bail!("{} holds no site: run without --no-build", paths::SITE);
    }
    let server = Server::start(site, options.port)?;
    if options.port != 0 && server.port() != options.port {
        shell.say(format_args!("Port {} is taken.", options.port))?;
    }
    shell.say(format_args!(
        "Serving {} at {} (Ctrl+C stops)",
        paths::SITE,
        server.address()
    ))?;
    server.wait()
}

#[derive(Debug, PartialEq)]
struct Options {
    port: u16,
    build: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self {
            port: DEFAULT_PORT,
            build: true,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--no-build" => options.build = false,
                "--port" => {
                    let value = rest.next().context("--port needs a number")?;
                    options.port = value
                        .parse()
                        .with_context(|| format!("`{value}` is no port"))?;
                }
                other => {
                    bail!("`serve` knows no option `{other}`; it takes --port N and --no-build")
                }
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        Options::parse(
            &line
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn options_are_read() {
        assert_eq!(
            parse("").unwrap(),
            Options {
                port: DEFAULT_PORT,
                build: true
            }
        );
        assert_eq!(
            parse("--port 0 --no-build").unwrap(),
            Options {
                port: 0,
                build: false
            }
        );
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["--port", "--port 99999", "--prot 1", "8080"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
