//! A model on the kernels of `headwise-gpu`.

use headwise_core::Options;
use headwise_gpu::plan::ScoreStep;
use headwise_gpu::{Engine, GpuError, Tensor};
use headwise_model::transformer::{Kernels, Linear, Map, ModelError};
use ndarray::{Array2, Array4, ArrayD, ArrayView2, ArrayView4, ArrayViewD};
use pollster::block_on;
use std::rc::Rc;

/// Keeps its maps on the device; what passes between the layers comes back after each call.
#[derive(Clone, Debug)]
pub struct Gpu(Rc<Engine>);

impl Gpu {
    /// On this engine.
    pub fn new(engine: Rc<Engine>) -> Self {
        Self(engine)
    }

    fn upload_all(&self, operands: [ArrayView4<'_, f32>; 3]) -> Result<[Tensor; 3], ModelError> {
        let [q, k, v] = operands.map(|operand| upload(&self.0, operand.into_dyn()));
        Ok([q?, k?, v?])
    }
}

impl Kernels for Gpu {
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError> {
        let upload = |array: ArrayViewD<'_, f32>| upload(&self.0, array);
        let bias = map.bias.as_ref();
        Ok(Box::new(Resident {
            engine: Rc::clone(&self.0),
            weight: upload(map.weight.view().into_dyn())?,
            bias: bias
                .map(|bias| upload(bias.view().into_dyn()))
                .transpose()?,
        }))
    }

    fn attention(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        let [q, k, v] = self.upload_all([q, k, v])?;
        let attended = block_on(self.0.attention(&q, &k, &v, options)).map_err(failed)?;
        Ok(axes(read(&self.0, &attended.out)?))
    }

    fn weights(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        let [q, k, v] = self.upload_all([q, k, v])?;
        let weights = self.0.scores([&q, &k, &v], options, ScoreStep::Weights);
        Ok(axes(read(&self.0, &block_on(weights).map_err(failed)?)?))
    }
}

struct Resident {
    engine: Rc<Engine>,
    weight: Tensor,
    bias: Option<Tensor>,
}

impl Linear for Resident {
    fn apply(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ModelError> {
        let rows = x.nrows();
        let batch = x.into_dyn().insert_axis(ndarray::Axis(0));
        let x = upload(&self.engine, batch)?;
        // One head is no split.
        let product = self
            .engine
            .project_heads(&x, &self.weight, self.bias.as_ref(), 1);
        let out = block_on(product).map_err(failed)?;
        let shape = [rows, self.weight.shape()[1]];
        let flat = read(&self.engine, &out.reshaped(&shape).map_err(failed)?)?;
        Ok(axes(flat))
    }
}

fn upload(engine: &Engine, array: ArrayViewD<'_, f32>) -> Result<Tensor, ModelError> {
    let cells: Vec<f32> = array.iter().copied().collect();
    block_on(engine.upload(array.shape(), &cells)).map_err(failed)
}

fn read(engine: &Engine, tensor: &Tensor) -> Result<ArrayD<f32>, ModelError> {
    let cells = block_on(engine.read(tensor)).map_err(failed)?;
    Ok(ArrayD::from_shape_vec(tensor.shape(), cells).expect("a tensor holds its shape"))
}

fn axes<D: ndarray::Dimension>(array: ArrayD<f32>) -> ndarray::Array<f32, D> {
    array
        .into_dimensionality()
        .expect("a kernel gives the axes that it was asked for")
}

fn failed(error: GpuError) -> ModelError {
    match error.refusal() {
        Some(refusal) => ModelError::Attention(refusal.clone()),
        None => ModelError::Kernel(error.to_string()),
    }
}
