//! The verdict on a case and the count of all.

use crate::Obstacle;
use std::fmt;
use std::io::{self, Write};

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every output agrees.
    Passed,
    /// Outputs differ, or the case could not be run; one line for each reason.
    Failed(Vec<String>),
    /// Nothing here computes it; the reason.
    Skipped(String),
}

impl Verdict {
    /// A failure for one reason.
    pub fn failed(reason: impl fmt::Display) -> Self {
        Self::Failed(vec![reason.to_string()])
    }

    /// Writes a line for each reason of a failure or a skip; nothing where the case passed.
    ///
    /// # Errors
    /// Those of writing.
    pub(crate) fn write(&self, name: &str, report: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Passed => Ok(()),
            Self::Failed(lines) => lines
                .iter()
                .try_for_each(|line| writeln!(report, "FAIL {name}: {line}")),
            Self::Skipped(reason) => writeln!(report, "skip {name}: {reason}"),
        }
    }
}

impl From<Obstacle> for Verdict {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Unsupported(reason) => Self::Skipped(reason),
            Obstacle::Broken(message) => Self::failed(message),
        }
    }
}

/// From the differences that were found, or from what kept them from being looked for.
impl From<Result<Vec<String>, Obstacle>> for Verdict {
    fn from(judged: Result<Vec<String>, Obstacle>) -> Self {
        match judged {
            Ok(differences) if differences.is_empty() => Self::Passed,
            Ok(differences) => Self::Failed(differences),
            Err(obstacle) => obstacle.into(),
        }
    }
}

/// How many cases passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Cases whose every output agrees.
    pub passed: usize,
    /// Cases that differ or are broken.
    pub failed: usize,
    /// Cases that nothing here computes.
    pub skipped: usize,
}

impl Summary {
    /// Adds the counts of another run.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Counts one verdict.
    pub fn count(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed(_) => self.failed += 1,
            Verdict::Skipped(_) => self.skipped += 1,
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(out, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}
