//! Implementations that another process runs: the built WebAssembly module in Node, driven as the engine
//! drives it, and the built engine in Chromium.

mod host;
mod message;
mod requests;

use super::{AttentionRequest, AttentionResponse, Backend, Device, Reference, RotaryRequest};
use crate::Obstacle;
use crate::models::Through;
use crate::obstacle::{broken, unsupported};
use headwise_model::transformer::Kernels;
use host::Host;
use message::Message;
use ndarray::ArrayD;
use std::ffi::OsString;
use std::path::Path;

/// What a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guest {
    /// The module of the package, in Node.
    Module,
    /// The engine on the CPU, in Chromium.
    BrowserCpu,
    /// The engine on WebGPU, in Chromium.
    WebGpu,
}

impl Guest {
    fn name(self) -> &'static str {
        match self {
            Self::Module => "wasm",
            Self::BrowserCpu => "browser-cpu",
            Self::WebGpu => "webgpu",
        }
    }

    /// The script that drives it, what the script needs and the command that makes that; all from the
    /// root of the checkout.
    fn parts(self) -> [&'static str; 3] {
        match self {
            Self::Module => [
                "tests/node/module-host.mjs",
                "www/src/engine/generated/headwise_wasm.js",
                "cargo xtask wasm",
            ],
            Self::BrowserCpu | Self::WebGpu => [
                "tests/node/browser-host.mjs",
                "target/xtask/engine-page/index.html",
                "cargo xtask conformance",
            ],
        }
    }
}

/// A process that answers one request at a time.
#[derive(Debug)]
pub struct Hosted {
    guest: Guest,
    /// Of Node.
    arguments: Vec<OsString>,
    /// None after the guest died; the next call starts another.
    host: Option<Host>,
}

impl Hosted {
    /// Starts Node on what was built in `repository`.
    ///
    /// # Errors
    /// When that has not been built or Node does not start.
    pub fn start(guest: Guest, repository: &Path) -> Result<Self, Obstacle> {
        let [script, product, command] = guest.parts();
        let product = repository.join(product);
        if !product.is_file() {
            let place = product.display();
            return Err(broken(format!("{place} is missing: `{command}` builds it")));
        }
        let mut arguments = vec![repository.join(script).into(), product.into()];
        match guest {
            Guest::Module => {}
            Guest::BrowserCpu => arguments.push("cpu".into()),
            Guest::WebGpu => arguments.push("webgpu".into()),
        }
        let host = Some(Host::start(&arguments)?);
        Ok(Self {
            guest,
            arguments,
            host,
        })
    }

    fn call(&mut self, request: &Message) -> Result<Message, Obstacle> {
        let mut host = match self.host.take() {
            Some(host) => host,
            None => Host::start(&self.arguments)?,
        };
        let answer = host.call(request)?;
        let Some(error) = answer.header.get("error") else {
            self.host = Some(host);
            return Ok(answer);
        };
        let message = error["message"].as_str();
        let message = message.unwrap_or("an error without a message");
        match error["kind"].as_str() {
            Some("refused") => {
                self.host = Some(host);
                Err(broken(message))
            }
            Some("unsupported") => {
                self.host = Some(host);
                Err(unsupported(message))
            }
            // After a trap a module's memory is in no known state.
            _ => Err(broken(message)),
        }
    }
}

impl Backend for Hosted {
    fn name(&self) -> &str {
        self.guest.name()
    }

    fn device(&self) -> Device {
        match self.guest {
            Guest::Module | Guest::BrowserCpu => Device::Cpu,
            Guest::WebGpu => Device::Gpu,
        }
    }

    fn attention(&mut self, request: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
        let answer = self.call(&requests::attention(request)?)?;
        requests::attention_response(request, &answer)
    }

    fn rotary(&mut self, request: &RotaryRequest) -> Result<ArrayD<f64>, Obstacle> {
        if self.guest != Guest::Module {
            // The engine's interface has no rotation.
            return Reference.rotary(request);
        }
        let answer = self.call(&requests::rotary(request))?;
        answer.array("output", request.input.raw_dim())
    }

    fn kernels(&self) -> Option<Box<dyn Kernels>> {
        // A process of its own, started by the first call.
        Some(Box::new(Through::new(Self {
            guest: self.guest,
            arguments: self.arguments.clone(),
            host: None,
        })))
    }
}
