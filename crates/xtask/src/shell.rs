//! Child processes: on the terminal as they are, or into a log while a heartbeat shows life.

use anyhow::{Context, Result, bail};
use std::fmt::Display;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a logged child may be silent before a line says that it still runs.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How long a logged child may take: a browser that hangs must not hang the checks.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// A failure of which the user has been told: the command ends without another word.
#[derive(Debug)]
pub(crate) struct Reported;

impl std::error::Error for Reported {}

impl Display for Reported {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a failure was reported above")
    }
}

/// Runs programs and says what is done.
pub(crate) struct Shell {
    log: Option<PathBuf>,
}

impl Shell {
    /// Children write to the terminal.
    pub(crate) fn terminal() -> Self {
        Self { log: None }
    }

    /// Children write to a new file at `path`; the terminal gets a heartbeat.
    pub(crate) fn logged(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self {
            log: Some(path.to_path_buf()),
        })
    }

    /// The log, if there is one.
    pub(crate) fn log(&self) -> Option<&Path> {
        self.log.as_deref()
    }

    /// Tells the user what happens and why.
    pub(crate) fn say(&self, message: impl Display) -> Result<()> {
        if let Some(path) = &self.log {
            writeln!(append(path)?, "{message}")?;
            println!("        {message}");
        } else {
            println!("{message}");
        }
        Ok(())
    }

    /// Writes a line that only a reader of the log, or of the terminal without one, needs.
    pub(crate) fn note(&self, message: impl Display) -> Result<()> {
        match &self.log {
            Some(path) => writeln!(append(path)?, "{message}")?,
            None => println!("{message}"),
        }
        Ok(())
    }

    /// Runs a program to its end; an error if it cannot start or does not succeed.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        let line = command_line(command);
        self.note(format_args!("$ {line}"))?;
        command.stdin(Stdio::null());
        if let Some(path) = &self.log {
            // A log holds words, not colours: they are counted and shown elsewhere.
            command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
            command.stdout(append(path)?).stderr(append(path)?);
        }
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot run `{line}`"))?;
        let started = Instant::now();
        let mut beat = started + HEARTBEAT;
        let status = loop {
            if self.log.is_none() {
                break child.wait()?;
            }
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if started.elapsed() > LIMIT {
                child.kill()?;
                bail!(
                    "`{line}` was stopped after {} minutes",
                    LIMIT.as_secs() / 60
                );
            }
            if Instant::now() >= beat {
                beat += HEARTBEAT;
                let last = self.log.as_deref().map(last_line).unwrap_or_default();
                println!("        ... {} s: {last}", started.elapsed().as_secs());
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        if !status.success() {
            bail!("`{line}` failed ({status})");
        }
        Ok(())
    }

    /// Runs a program and returns what it wrote to standard output.
    pub(crate) fn read(&self, command: &mut Command) -> Result<String> {
        let line = command_line(command);
        let output = command
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot run `{line}`"))?;
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            bail!("`{line}` failed ({}): {}", output.status, complaint.trim());
        }
        String::from_utf8(output.stdout).with_context(|| format!("`{line}` wrote no UTF-8"))
    }
}

/// What the checks compile: with the same features for every dependency, nothing is compiled twice.
pub(crate) const WORKSPACE: [&str; 2] = ["--workspace", "--all-features"];

/// The cargo that runs this program, so that a `+toolchain` holds for its children too.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn append(path: &Path) -> Result<File> {
    Ok(File::options().append(true).open(path)?)
}

fn command_line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut line = program
        .file_name()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// The last line with something on it, cut to a terminal's width.
fn last_line(log: &Path) -> String {
    let read_tail = || -> std::io::Result<String> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(2048)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let tail = read_tail().unwrap_or_default();
    let line = tail
        .lines()
        .rfind(|line| !line.trim().is_empty())
        .unwrap_or_default();
    line.trim().chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logged_child_leaves_its_output_in_the_log() {
        let log = std::env::temp_dir().join(format!("xtask-shell-{}.log", std::process::id()));
        let shell = Shell::logged(&log).unwrap();
        shell.run(cargo().arg("--version")).unwrap();
        assert!(last_line(&log).starts_with("cargo "), "{}", last_line(&log));
        std::fs::remove_file(&log).unwrap();
    }

    #[test]
    fn a_failing_child_is_an_error_that_names_it() {
        let error = Shell::terminal()
            .read(cargo().arg("no-such-command"))
            .unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`cargo no-such-command` failed"),
            "{error}"
        );
    }
}
