//! The kernels of `headwise-gpu` on whatever adapter this machine's Vulkan offers.

use super::ScoreStage;
use super::operands::{Operands, widen};
use super::{AttentionRequest, AttentionResponse, Backend, Device, Precision};
use super::{Reference, RotaryRequest};
use crate::obstacle::{broken, unsupported};
use crate::{Obstacle, models};
use headwise_gpu::plan::ScoreStep;
use headwise_gpu::{Engine, GpuError, Tensor};
use headwise_model::transformer::Kernels;
use ndarray::{Array, ArrayD, ArrayView4, Dimension};
use pollster::block_on;
use std::rc::Rc;

/// Calls [`Engine::attention`] and, where scores are wanted, [`Engine::scores`]. A rotation has no
/// kernel: it is the reference's.
#[derive(Debug)]
pub struct NativeGpu {
    engine: Rc<Engine>,
}

impl NativeGpu {
    /// Asks for a device.
    ///
    /// # Errors
    /// [`Obstacle::Broken`] where there is none.
    pub fn start() -> Result<Self, Obstacle> {
        let engine = block_on(Engine::new()).map_err(broken)?;
        Ok(Self {
            engine: Rc::new(engine),
        })
    }

    fn upload(&self, view: ArrayView4<'_, f32>) -> Result<Tensor, GpuError> {
        let cells: Vec<f32> = view.iter().copied().collect();
        block_on(self.engine.upload(view.shape(), &cells))
    }

    fn read<D: Dimension>(&self, tensor: &Tensor) -> Result<Array<f64, D>, Obstacle> {
        let cells = block_on(self.engine.read(tensor)).map_err(broken)?;
        let array = ArrayD::from_shape_vec(tensor.shape(), cells).map_err(broken)?;
        Ok(widen(&array.into_dimensionality().map_err(broken)?))
    }
}

impl Backend for NativeGpu {
    fn name(&self) -> &str {
        "native-gpu"
    }

    fn device(&self) -> Device {
        Device::Gpu
    }

    fn kernels(&self) -> Option<Box<dyn Kernels>> {
        Some(Box::new(models::Gpu::new(Rc::clone(&self.engine))))
    }

    fn attention(&mut self, request: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
        if request.precision == Precision::Double {
            return Err(unsupported("the kernels compute in f32"));
        }
        let operands = Operands::<f32>::new(request);
        let (q, k, v) = operands.views();
        let mut tensors = Vec::new();
        for view in [q, k, v] {
            tensors.push(self.upload(view).map_err(broken)?);
        }
        let [q, k, v] = tensors.as_slice() else {
            unreachable!("three operands were uploaded");
        };
        let options = operands.options();
        let attended = block_on(self.engine.attention(q, k, v, &options)).map_err(broken)?;
        let scores = match request.scores.map(step) {
            None => None,
            Some(step) => {
                let scores = block_on(self.engine.scores([q, k, v], &options, step));
                Some(self.read(&scores.map_err(broken)?)?)
            }
        };
        Ok(AttentionResponse {
            out: self.read(&attended.out)?,
            lse: self.read(&attended.lse)?,
            scores,
        })
    }

    fn rotary(&mut self, request: &RotaryRequest) -> Result<ArrayD<f64>, Obstacle> {
        Reference.rotary(request)
    }
}

fn step(stage: ScoreStage) -> ScoreStep {
    match stage {
        ScoreStage::Scaled => ScoreStep::Scaled,
        ScoreStage::Capped => ScoreStep::Capped,
        ScoreStage::Masked => ScoreStep::Masked,
        ScoreStage::Weights => ScoreStep::Weights,
    }
}
