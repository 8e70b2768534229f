//! The kernels of `headwise-cpu` as the compiler builds them for this machine.

use super::operands::{Operands, widen};
use super::{AttentionRequest, AttentionResponse, Backend, Precision, Reference, RotaryRequest};
use crate::Obstacle;
use crate::obstacle::{broken, unsupported};
use headwise_core::Dims;
use headwise_model::transformer::{Kernels, Slices};
use ndarray::{Array3, Array4, ArrayD};

/// Calls `headwise_cpu::attention`. What has no kernel is the reference's: rotations, and the scores,
/// which the kernels never hold.
#[derive(Clone, Copy, Debug)]
pub struct Cpu;

impl Backend for Cpu {
    fn name(&self) -> &str {
        "cpu"
    }

    fn attention(&mut self, request: &AttentionRequest) -> Result<AttentionResponse, Obstacle> {
        if request.precision == Precision::Double {
            return Err(unsupported("the kernels compute in f32"));
        }
        let operands = Operands::<f32>::new(request);
        let (q, k, v) = operands.views();
        let dims = Dims::from_shapes(q.shape(), k.shape(), v.shape()).map_err(broken)?;
        let [q, k, v] = [q, k, v].map(|view| view.iter().copied().collect::<Vec<f32>>());
        let (out, lse) =
            headwise_cpu::attention(dims, &q, &k, &v, &operands.options()).map_err(broken)?;
        let out = Array4::from_shape_vec(dims.out_shape(), out).map_err(broken)?;
        let lse = Array3::from_shape_vec(dims.lse_shape(), lse).map_err(broken)?;
        let scores = match request.scores {
            Some(_) => Reference.attention(request)?.scores,
            None => None,
        };
        Ok(AttentionResponse {
            out: widen(&out),
            lse: widen(&lse),
            scores,
        })
    }

    fn rotary(&mut self, request: &RotaryRequest) -> Result<ArrayD<f64>, Obstacle> {
        Reference.rotary(request)
    }

    fn kernels(&self) -> Option<Box<dyn Kernels>> {
        Some(Box::new(Slices(headwise_cpu::Cpu)))
    }
}
