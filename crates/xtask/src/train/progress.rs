//! How far a run is: a bar on a terminal, now and then a line elsewhere.

use headwise_model::train::Step;
use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::time::Instant;

/// Characters of the bar.
const WIDTH: u64 = 24;
/// Steps between lines where there is no terminal.
const LINE: u64 = 200;

/// Shows the steps of a run.
pub(crate) struct Progress {
    first: u64,
    all: u64,
    started: Instant,
    terminal: bool,
    /// A running mean, since single batches differ.
    loss: Option<f64>,
}

impl Progress {
    /// Of a run that goes on from step `first` to step `all`.
    pub(crate) fn new(first: u64, all: u64) -> Self {
        Self {
            first,
            all,
            started: Instant::now(),
            terminal: std::io::stdout().is_terminal(),
            loss: None,
        }
    }

    pub(crate) fn show(&mut self, step: &Step) -> std::io::Result<()> {
        let loss = self
            .loss
            .map_or(step.loss, |loss| 0.98 * loss + 0.02 * step.loss);
        self.loss = Some(loss);
        let done = step.step + 1;
        if !self.terminal && !done.is_multiple_of(LINE) && done != self.all {
            return Ok(());
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let per_step = seconds / (done - self.first) as f64;
        let left = per_step * (self.all - done) as f64;
        let mut out = std::io::stdout().lock();
        let line = format!(
            "{} {done}/{} loss {loss:.3}, {:.0} ms a step, {} left",
            bar(done, self.all),
            self.all,
            1000.0 * per_step,
            minutes(left),
        );
        if self.terminal {
            // Back to the beginning of the line, and clear what a longer one left.
            write!(out, "\r{line}\x1b[K")?;
            out.flush()
        } else {
            writeln!(out, "{line}")
        }
    }

    /// A line of its own.
    pub(crate) fn say(&self, message: impl Display) -> std::io::Result<()> {
        let clear = if self.terminal { "\r\x1b[K" } else { "" };
        writeln!(std::io::stdout().lock(), "{clear}{message}")
    }
}

fn bar(done: u64, all: u64) -> String {
    let full = (WIDTH * done / all.max(1)) as usize;
    format!(
        "[{}{}]",
        "#".repeat(full),
        ".".repeat(WIDTH as usize - full)
    )
}

fn minutes(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills() {
        assert_eq!(bar(0, 12), format!("[{}]", ".".repeat(24)));
        assert_eq!(bar(3, 12), format!("[{}{}]", "#".repeat(6), ".".repeat(18)));
        assert_eq!(bar(12, 12), format!("[{}]", "#".repeat(24)));
    }

    #[test]
    fn times_are_minutes_and_seconds() {
        assert_eq!(minutes(59.6), "1:00");
        assert_eq!(minutes(754.0), "12:34");
    }
}
