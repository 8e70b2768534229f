//! The calls on a device: a request is checked and copied at once, and then waits for the device.

use super::device::plain;
use super::operands::{self, Checked};
use super::tensors::Tensors;
use crate::attention::{AttentionRequest, OPERATION, ScoreStage, Settings};
use crate::failure::Failure;
use crate::project_request::{OPERATION as PROJECT, ProjectRequest};
use crate::{room, rows};
use headwise_gpu::plan::ScoreStep;
use headwise_gpu::{Engine, GpuError, Tensor};
use js_sys::Float32Array;
use std::cell::Cell;
use wasm_bindgen::prelude::JsValue;

/// What the calls work on.
#[derive(Debug)]
pub(super) struct Calls {
    pub(super) engine: Engine,
    pub(super) tensors: Tensors,
}

impl Calls {
    pub(super) fn new(engine: Engine) -> Self {
        let tensors = Tensors::default();
        Self { engine, tensors }
    }

    /// As `Gpu::attention`; `keep` has the ids of the output and of the log-sum-exps.
    pub(super) async fn attention(
        &self,
        request: &JsValue,
        keep: Option<(u32, u32)>,
    ) -> Result<JsValue, Failure> {
        let request = AttentionRequest::read(request)?;
        let (operands, settings) = self.checked(&request, keep.is_some())?;
        let options = settings.options();
        let kept = Cell::new(None);
        let work = Box::pin(async {
            let operands = self.on_device(operands).await?;
            let [q, k, v] = operands.as_slice() else {
                unreachable!("three are checked");
            };
            let attended = self.engine.attention(q, k, v, &options).await?;
            if keep.is_some() {
                kept.set(Some(attended));
                return Ok(Vec::new());
            }
            let mut results = vec![attended.out, attended.lse];
            if let Some(stage) = request.scores {
                let scores = self.engine.scores([q, k, v], &options, step(stage)).await?;
                results.push(scores);
            }
            Ok(results)
        });
        let results = self.engine.answer(OPERATION, work).await?;
        if let Some(((out, lse), attended)) = keep.zip(kept.into_inner()) {
            self.tensors.insert(out, attended.out);
            self.tensors.insert(lse, attended.lse);
            return Ok(JsValue::UNDEFINED);
        }
        let arrays = results.iter().map(|cells| array(cells));
        Ok(plain(
            ["out", "lse", "scores"].into_iter().zip(arrays).collect(),
        ))
    }

    /// Refuses what the CPU refuses, in the same order, and before anything is copied.
    fn checked(
        &self,
        request: &AttentionRequest,
        keeps: bool,
    ) -> Result<(Vec<Checked>, Settings), Failure> {
        if keeps && request.scores.is_some() {
            return Err(Failure::bad_request(OPERATION, "scores are not kept"));
        }
        let shapes = request.shapes();
        let out = shapes.dims()?.out_shape();
        room::fits(OPERATION, &[&shapes.q, &shapes.k, &shapes.v, &out])?;
        let operands = [
            ("q", &request.q, &shapes.q),
            ("k", &request.k, &shapes.k),
            ("v", &request.v, &shapes.v),
        ];
        let read = |(name, operand, shape): (_, _, &[usize; 4])| {
            operands::read(&self.tensors, OPERATION, name, operand, shape)
        };
        let operands = operands.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok((operands, Settings::new(request)?))
    }

    /// As `Gpu::project`.
    pub(super) async fn project(
        &self,
        request: &JsValue,
        keep: Option<u32>,
    ) -> Result<JsValue, Failure> {
        let request = ProjectRequest::read(request)?;
        let shape = [request.rows, request.d_out];
        let factors = self.factors(&request)?;
        let kept = Cell::new(None);
        let work = Box::pin(async {
            let operands = self.on_device(factors).await?;
            let (x, w, bias) = (&operands[0], &operands[1], operands.get(2));
            let product = self.engine.project_heads(x, w, bias, 1).await?;
            let product = product.reshaped(&shape)?;
            if keep.is_some() {
                kept.set(Some(product));
                return Ok(Vec::new());
            }
            Ok(vec![product])
        });
        let results = self.engine.answer(PROJECT, work).await?;
        if let Some((id, product)) = keep.zip(kept.into_inner()) {
            self.tensors.insert(id, product);
        }
        Ok(results
            .first()
            .map_or(JsValue::UNDEFINED, |cells| array(cells)))
    }

    /// x, w and, where it is given, the bias.
    fn factors(&self, request: &ProjectRequest) -> Result<Vec<Checked>, Failure> {
        let (rows, d_in, d_out) = (request.rows, request.d_in, request.d_out);
        room::fits(PROJECT, &[&[rows, d_in], &[d_in, d_out], &[rows, d_out]])?;
        let read = |name, operand, shape: &[usize]| {
            operands::read(&self.tensors, PROJECT, name, operand, shape)
        };
        let mut factors = vec![
            read("x", &request.x, &[1, rows, d_in])?,
            read("w", &request.w, &[d_in, d_out])?,
        ];
        if let Some(bias) = &request.bias {
            factors.push(read("bias", bias, &[d_out])?);
        }
        Ok(factors)
    }

    /// As `Gpu::upload`.
    pub(super) async fn upload(
        &self,
        id: u32,
        data: &Float32Array,
        shape: &[usize],
    ) -> Result<JsValue, Failure> {
        let cells = room::copied("upload", "the data", data, shape)?;
        let tensor = self.engine.upload(shape, &cells).await?;
        self.tensors.insert(id, tensor);
        Ok(JsValue::UNDEFINED)
    }

    /// As `Gpu::write_tensor`.
    pub(super) async fn write(
        &self,
        id: u32,
        data: &Float32Array,
        at: usize,
    ) -> Result<JsValue, Failure> {
        let tensor = self.tensors.get("write", id)?;
        let runs = rows::runs(tensor.shape(), at, data.length() as usize)?;
        let cells = data.to_vec();
        for run in runs {
            let cells = &cells[run.from];
            self.engine.overwrite(&tensor, run.to, cells).await?;
        }
        Ok(JsValue::UNDEFINED)
    }

    /// A copy of a tensor, as a `Float32Array`.
    pub(super) async fn numbers(&self, tensor: &Tensor) -> Result<JsValue, Failure> {
        Ok(array(&self.engine.read(tensor).await?))
    }

    async fn on_device(&self, operands: Vec<Checked>) -> Result<Vec<Tensor>, GpuError> {
        let mut tensors = Vec::new();
        for operand in operands {
            tensors.push(operand.on(&self.engine).await?);
        }
        Ok(tensors)
    }
}

/// A copy as a `Float32Array`.
fn array(cells: &[f32]) -> JsValue {
    Float32Array::from(cells).into()
}

fn step(stage: ScoreStage) -> ScoreStep {
    match stage {
        ScoreStage::Scaled => ScoreStep::Scaled,
        ScoreStage::Capped => ScoreStep::Capped,
        ScoreStage::Masked => ScoreStep::Masked,
        ScoreStage::Weights => ScoreStep::Weights,
    }
}
