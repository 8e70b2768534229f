//! The Node process.

use super::message::Message;
use crate::Obstacle;
use crate::obstacle::broken;
use std::io::BufReader;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running process that answers one message at a time. Its errors go to our standard error.
#[derive(Debug)]
pub(super) struct Host {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Host {
    /// Starts `node script package`.
    ///
    /// # Errors
    /// When Node is missing.
    pub(super) fn start(script: &Path, package: &Path) -> Result<Self, Obstacle> {
        let mut process = Command::new("node")
            .arg(script)
            .arg(package)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| broken(error).at("node"))?;
        let requests = process
            .stdin
            .take()
            .ok_or_else(|| broken("node has no standard input"))?;
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
        let died = |error| broken(format!("the process with the module ended: {error}"));
        request.write(&mut self.requests).map_err(died)?;
        Message::read(&mut self.answers).map_err(died)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended by itself already; either way nobody is left to tell.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
