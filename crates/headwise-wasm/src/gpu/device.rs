//! A device with its tensors, and the calls on it.

use super::operands;
use super::tensors::Tensors;
use crate::attention::{AttentionRequest, OPERATION, ScoreStage, Settings};
use crate::failure::Failure;
use crate::project_request::{OPERATION as PROJECT, ProjectRequest};
use crate::room;
use headwise_gpu::plan::ScoreStep;
use headwise_gpu::{Engine, Tensor};
use js_sys::{Float32Array, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::{Window, WorkerGlobalScope};

/// A device, and the tensors on it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Gpu {
    pub(super) engine: Engine,
    pub(super) tensors: Tensors,
}

#[wasm_bindgen]
impl Gpu {
    /// A device of the adapter that the browser prefers.
    ///
    /// # Errors
    /// `no-adapter`, `no-device`, `limits-too-low`.
    pub async fn open() -> Result<Gpu, Failure> {
        Ok(Self {
            engine: Engine::new().await?,
            tensors: Tensors::default(),
        })
    }

    /// What the device is.
    #[wasm_bindgen(unchecked_return_type = "GpuInfo")]
    pub fn info(&self) -> JsValue {
        let info = self.engine.info();
        plain(vec![
            ("version", env!("CARGO_PKG_VERSION").into()),
            ("adapter", info.adapter.as_str().into()),
            ("software", info.software.into()),
        ])
    }

    /// Waits until the device is lost and tells why.
    pub async fn lost(&self) -> String {
        self.engine.lost().await
    }

    /// Gives the device up, with all that is on it: each call under way or to come is `device-lost`.
    pub fn destroy(&self) {
        self.tensors.clear();
        self.engine.destroy();
    }

    /// Measures which tile is the fastest for heads of these widths, once; later calls take it.
    ///
    /// # Errors
    /// What the device reports.
    pub async fn tune(&self, head_dim: usize, value_dim: usize) -> Result<(), Failure> {
        self.engine.tune(head_dim, value_dim, now).await?;
        Ok(())
    }

    /// Scaled dot-product attention. The results stay as the tensors `keep_out` and `keep_lse` where
    /// both are given, and nothing is returned then.
    ///
    /// # Errors
    /// `bad-request`, `shape-mismatch`, `tensor-lost` and the codes of the core for a request that the
    /// CPU refuses too; else what the device reports.
    #[wasm_bindgen(unchecked_return_type = "AttentionResult | undefined")]
    pub async fn attention(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AttentionRequest")] request: JsValue,
        keep_out: Option<u32>,
        keep_lse: Option<u32>,
    ) -> Result<JsValue, Failure> {
        let request = AttentionRequest::read(&request)?;
        let keep = keep_out.zip(keep_lse);
        if keep.is_some() && request.scores.is_some() {
            return Err(Failure::bad_request(OPERATION, "scores are not kept"));
        }
        // Refused before anything is copied, in the order in which the CPU refuses.
        let shapes = request.shapes();
        let out = shapes.dims()?.out_shape();
        room::fits(OPERATION, &[&shapes.q, &shapes.k, &shapes.v, &out])?;
        let read = |name, operand, shape: &[usize; 4]| {
            operands::read(&self.tensors, OPERATION, name, operand, shape)
        };
        let q = read("q", &request.q, &shapes.q)?;
        let k = read("k", &request.k, &shapes.k)?;
        let v = read("v", &request.v, &shapes.v)?;
        let settings = Settings::new(&request)?;
        let options = settings.options();
        let q = q.on(&self.engine).await?;
        let k = k.on(&self.engine).await?;
        let v = v.on(&self.engine).await?;
        let attended = self.engine.attention(&q, &k, &v, &options).await?;
        if let Some((out, lse)) = keep {
            self.tensors.insert(out, attended.out);
            self.tensors.insert(lse, attended.lse);
            return Ok(JsValue::UNDEFINED);
        }
        let scores = match request.scores {
            None => None,
            Some(stage) => {
                let step = step(stage);
                let scores = self.engine.scores([&q, &k, &v], &options, step).await?;
                Some(self.numbers(&scores).await?)
            }
        };
        let out = self.numbers(&attended.out).await?;
        let lse = self.numbers(&attended.lse).await?;
        let mut members = vec![("out", out.into()), ("lse", lse.into())];
        members.extend(scores.map(|scores| ("scores", scores.into())));
        Ok(plain(members))
    }

    /// A matrix product with a bias. The result stays as the tensor `keep` where that is given, and
    /// nothing is returned then.
    ///
    /// # Errors
    /// As [`Gpu::attention`].
    #[wasm_bindgen(unchecked_return_type = "Float32Array | undefined")]
    pub async fn project(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ProjectRequest")] request: JsValue,
        keep: Option<u32>,
    ) -> Result<Option<Float32Array>, Failure> {
        let request = ProjectRequest::read(&request)?;
        let (rows, d_in, d_out) = (request.rows, request.d_in, request.d_out);
        room::fits(PROJECT, &[&[rows, d_in], &[d_in, d_out], &[rows, d_out]])?;
        let read = |name, operand, shape: &[usize]| {
            operands::read(&self.tensors, PROJECT, name, operand, shape)
        };
        let x = read("x", &request.x, &[1, rows, d_in])?;
        let w = read("w", &request.w, &[d_in, d_out])?;
        let bias = request
            .bias
            .as_ref()
            .map(|bias| read("bias", bias, &[d_out]))
            .transpose()?;
        let x = x.on(&self.engine).await?;
        let w = w.on(&self.engine).await?;
        let bias = match bias {
            None => None,
            Some(bias) => Some(bias.on(&self.engine).await?),
        };
        let product = self.engine.project_heads(&x, &w, bias.as_ref(), 1).await?;
        let product = product.reshaped(&[rows, d_out])?;
        Ok(match keep {
            None => Some(self.numbers(&product).await?),
            Some(id) => {
                self.tensors.insert(id, product);
                None
            }
        })
    }

    pub(super) async fn numbers(&self, tensor: &Tensor) -> Result<Float32Array, Failure> {
        Ok(Float32Array::from(
            self.engine.read(tensor).await?.as_slice(),
        ))
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

/// An object of these members.
pub(super) fn plain(members: Vec<(&str, JsValue)>) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // Only a frozen object refuses a member, and this one was made just now.
        let set = Reflect::set(&object, &name.into(), &value);
        debug_assert!(set.is_ok());
    }
    object.into()
}

/// Milliseconds since some moment, of the page or of the worker.
fn now() -> f64 {
    let scope = js_sys::global();
    let clock = match scope.dyn_ref::<Window>() {
        Some(window) => window.performance(),
        None => scope
            .dyn_ref::<WorkerGlobalScope>()
            .and_then(WorkerGlobalScope::performance),
    };
    // Every scope with a GPU has a clock.
    clock.map_or(0.0, |clock| clock.now())
}
