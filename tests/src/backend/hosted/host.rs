//! The Node process.

use super::message::Message;
use crate::Obstacle;
use crate::obstacle::broken;
use std::ffi::OsString;
use std::io::BufReader;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a process may take to close what it opened.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running process that answers one message at a time. Its errors go to our standard error.
#[derive(Debug)]
pub(super) struct Host {
    process: Child,
    /// None once no more will come.
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Host {
    /// Starts Node with these arguments, the first of which is a script.
    ///
    /// # Errors
    /// When Node is missing.
    pub(super) fn start(arguments: &[OsString]) -> Result<Self, Obstacle> {
        let mut process = Command::new("node")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| broken(error).at("node"))?;
        let requests = process.stdin.take();
        let answers = process
            .stdout
            .take()
            .ok_or_else(|| broken("node has no standard output"))?;
        Ok(Self {
            process,
            requests,
            answers: BufReader::new(answers),
        })
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// When the process dies before it answers.
    pub(super) fn call(&mut self, request: &Message) -> Result<Message, Obstacle> {
        let died = |error| broken(format!("the process that computes ended: {error}"));
        let requests = self.requests.as_mut();
        let requests = requests.ok_or_else(|| broken("node has no standard input"))?;
        request.write(requests).map_err(died)?;
        Message::read(&mut self.answers).map_err(died)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // The end of its input ends it, and lets it close what it opened; one that hangs is killed. In
        // the end nobody is left to tell of an error.
        self.requests = None;
        let ended = Instant::now() + PATIENCE;
        while Instant::now() < ended {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
