//! The built WebAssembly module, driven in Node as the engine drives it in a browser.

mod host;
mod message;
mod requests;

use super::{AttentionRequest, AttentionResponse, Backend, RotaryRequest};
use crate::Obstacle;
use crate::models::Through;
use crate::obstacle::broken;
use headwise_model::transformer::Kernels;
use host::Host;
use message::Message;
use ndarray::ArrayD;
use std::path::{Path, PathBuf};

/// The script that drives the module, from the root of the checkout.
const SCRIPT: &str = "tests/node/conformance-host.mjs";

/// The package that `wasm-bindgen --target web` wrote, from the root of the checkout.
const PACKAGE: &str = "www/src/engine/generated/headwise_wasm.js";

/// A Node process with the module in it.
#[derive(Debug)]
pub struct Wasm {
    script: PathBuf,
    package: PathBuf,
    /// None after the module died; the next call starts another.
    host: Option<Host>,
}

impl Wasm {
    /// Starts Node on the package that was built in `repository`.
    ///
    /// # Errors
    /// When the package has not been built or Node does not start.
    pub fn start(repository: &Path) -> Result<Self, Obstacle> {
        let (script, package) = (repository.join(SCRIPT), repository.join(PACKAGE));
        if !package.is_file() {
            let place = package.display();
            return Err(broken(format!(
                "{place} is missing: `cargo xtask wasm` builds it"
            )));
        }
        let host = Some(Host::start(&script, &package)?);
        Ok(Self {
            script,
            package,
            host,
        })
    }

    fn call(&mut self, request: &Message) -> Result<Message, Obstacle> {
        let mut host = match self.host.take() {
            Some(host) => host,
            None => Host::start(&self.script, &self.package)?,
        };
        let answer = host.call(request)?;
        if let Some(error) = answer.header.get("error") {
            // After a trap the module's memory is in no known state.
            if !error["trapped"].as_bool().unwrap_or(true) {
                self.host = Some(host);
            }
            let message = error["message"].as_str();
            return Err(broken(message.unwrap_or("an error without a message")));
        }
        self.host = Some(host);
        Ok(answer)
    }
}

impl Backend for Wasm {
    fn name(&self) -> &str {
        "wasm"
    }

    fn attention(&mut self, request: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
        let answer = self.call(&requests::attention(request)?)?;
        requests::attention_response(request, &answer)
    }

    fn rotary(&mut self, request: &RotaryRequest) -> Result<ArrayD<f64>, Obstacle> {
        let answer = self.call(&requests::rotary(request))?;
        answer.array("output", request.input.raw_dim())
    }

    fn kernels(&self) -> Option<Box<dyn Kernels>> {
        // A process of its own, started by the first call.
        Some(Box::new(Through::new(Self {
            script: self.script.clone(),
            package: self.package.clone(),
            host: None,
        })))
    }
}
