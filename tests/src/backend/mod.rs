//! What a case is run on: the interface of an implementation, and the implementations.
//!
//! Requests and responses hold f64, which holds every element type exactly. A backend narrows
//! them to what it computes in and says [`Obstacle::Unsupported`] where that would lose bits.

mod cpu;
mod hosted;
#[cfg(feature = "gpu")]
mod native_gpu;
mod operands;
mod reference;
mod request;
mod tiled;

pub use cpu::Cpu;
pub use hosted::{Guest, Hosted};
#[cfg(feature = "gpu")]
pub use native_gpu::NativeGpu;
pub use reference::Reference;
pub use request::{
    AttentionRequest, AttentionResponse, LinearRequest, LinearResponse, MaskCells, Precision,
    RotaryRequest, ScoreStage,
};
pub use tiled::Tiled;

use crate::Obstacle;
use crate::obstacle::unsupported;
use headwise_model::transformer::Kernels;
use ndarray::ArrayD;
use std::path::Path;

/// What a backend computes on: it decides which lengths break its tiles, and how close it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// Scalar code or SIMD lanes.
    Cpu,
    /// Shaders.
    Gpu,
}

/// An implementation that cases are run on.
pub trait Backend {
    /// The name by which it is chosen and reported.
    fn name(&self) -> &str;

    /// What it computes on.
    fn device(&self) -> Device {
        Device::Cpu
    }

    /// Scaled dot product attention.
    ///
    /// # Errors
    /// [`Obstacle::Unsupported`] for what the backend does not compute, [`Obstacle::Broken`] when
    /// it refuses the request or dies.
    fn attention(&mut self, request: &AttentionRequest) -> Result<AttentionResponse, Obstacle>;

    /// Rotary position embedding; gives an array of the input's shape.
    ///
    /// # Errors
    /// As [`Backend::attention`].
    fn rotary(&mut self, request: &RotaryRequest) -> Result<ArrayD<f64>, Obstacle>;

    /// Linear attention, where the backend has it.
    ///
    /// # Errors
    /// As [`Backend::attention`].
    fn linear_attention(&mut self, _request: &LinearRequest) -> Result<LinearResponse, Obstacle> {
        Err(unsupported("linear attention has no kernel"))
    }

    /// What runs a model; `None` where nothing does.
    fn kernels(&self) -> Option<Box<dyn Kernels>> {
        None
    }
}

/// The names that [`open`] knows.
pub const NAMES: &[&str] = &[
    "reference",
    "tiled",
    "cpu",
    "wasm",
    "browser-cpu",
    "webgpu",
    #[cfg(feature = "gpu")]
    "native-gpu",
];

/// Opens a backend by name. `repository` is the root of the checkout, where built packages lie.
///
/// # Errors
/// [`Obstacle::Broken`] for an unknown name or a backend that cannot start, with what to do.
pub fn open(name: &str, repository: &Path) -> Result<Box<dyn Backend>, Obstacle> {
    match name {
        "reference" => Ok(Box::new(Reference)),
        "tiled" => Ok(Box::new(Tiled)),
        "cpu" => Ok(Box::new(Cpu)),
        "wasm" => hosted(Guest::Module, repository),
        "browser-cpu" => hosted(Guest::BrowserCpu, repository),
        "webgpu" => hosted(Guest::WebGpu, repository),
        #[cfg(feature = "gpu")]
        "native-gpu" => Ok(Box::new(NativeGpu::start()?)),
        other => {
            let message = format!("backend {other} is unknown; there are {}", NAMES.join(", "));
            Err(Obstacle::Broken(message))
        }
    }
}

fn hosted(guest: Guest, repository: &Path) -> Result<Box<dyn Backend>, Obstacle> {
    Ok(Box::new(Hosted::start(guest, repository)?))
}
