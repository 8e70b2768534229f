//! A device with its tensors, as JavaScript holds it.

use super::calls::Calls;
use super::clock::now;
use super::promise::promise;
use headwise_gpu::Engine;
use headwise_gpu::plan::Precision;
use js_sys::{Float32Array, Object, Promise, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// A device, and the tensors on it. Calls under way hold it too, so it may be freed during one.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Gpu(Rc<Calls>);

#[wasm_bindgen]
impl Gpu {
    /// A device of the adapter that the browser prefers. `subgroups` says that the caller sees to it
    /// that the device has them: wgpu cannot ask for them in a browser. `half` asks for keys and values
    /// in half precision while they are staged, where the adapter has it.
    ///
    /// # Errors
    /// `no-adapter`, `no-device`, `limits-too-low`.
    #[wasm_bindgen(unchecked_return_type = "Promise<Gpu>")]
    pub fn open(subgroups: bool, half: bool) -> Promise {
        let precision = if half {
            Precision::F16Staging
        } else {
            Precision::F32
        };
        promise(async move {
            let calls = Calls::new(Engine::granted(precision, subgroups).await?);
            Ok(Self(Rc::new(calls)).into())
        })
    }

    /// What the device is.
    #[wasm_bindgen(unchecked_return_type = "GpuInfo")]
    pub fn info(&self) -> JsValue {
        let info = self.0.engine.info();
        let half = self.0.engine.limits().precision == Precision::F16Staging;
        plain(vec![
            ("version", env!("CARGO_PKG_VERSION").into()),
            ("adapter", info.adapter.as_str().into()),
            ("software", info.software.into()),
            ("half", half.into()),
        ])
    }

    /// Waits until the device is lost and tells why.
    #[wasm_bindgen(unchecked_return_type = "Promise<string>")]
    pub fn lost(&self) -> Promise {
        let calls = Rc::clone(&self.0);
        promise(async move { Ok(calls.engine.lost().await.into()) })
    }

    /// Gives the device up, with all that is on it: each call under way or to come is `device-lost`.
    pub fn destroy(&self) {
        self.0.tensors.clear();
        self.0.engine.destroy();
    }

    /// Measures which tile is the fastest for heads of these widths, once; later calls take it. Returns
    /// its number, for [`Gpu::recall_tile`].
    ///
    /// # Errors
    /// What the device reports.
    #[wasm_bindgen(unchecked_return_type = "Promise<number>")]
    pub fn tune(&self, head_dim: usize, value_dim: usize) -> Promise {
        let calls = Rc::clone(&self.0);
        promise(async move {
            calls.engine.tune(head_dim, value_dim, now).await?;
            Ok(calls.engine.tuned_place(head_dim, value_dim).into())
        })
    }

    /// Takes over the number of a tile from another device of the same adapter. One that makes no sense
    /// here is left out.
    #[wasm_bindgen(js_name = recallTile)]
    pub fn recall_tile(&self, head_dim: usize, value_dim: usize, tile: usize) {
        self.0.engine.recall_tile(head_dim, value_dim, tile);
    }

    /// Scaled dot-product attention. The results stay as the tensors `keep_out` and `keep_lse` where
    /// both are given, and nothing is returned then.
    ///
    /// # Errors
    /// `bad-request`, `shape-mismatch`, `tensor-lost` and the codes of the core for a request that the
    /// CPU refuses too; else what the device reports.
    #[wasm_bindgen(unchecked_return_type = "Promise<AttentionResult | undefined>")]
    pub fn attention(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AttentionRequest")] request: JsValue,
        keep_out: Option<u32>,
        keep_lse: Option<u32>,
    ) -> Promise {
        let calls = Rc::clone(&self.0);
        promise(async move { calls.attention(&request, keep_out.zip(keep_lse)).await })
    }

    /// A matrix product with a bias. The result stays as the tensor `keep` where that is given, and
    /// nothing is returned then.
    ///
    /// # Errors
    /// As [`Gpu::attention`].
    #[wasm_bindgen(unchecked_return_type = "Promise<Float32Array | undefined>")]
    pub fn project(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ProjectRequest")] request: JsValue,
        keep: Option<u32>,
    ) -> Promise {
        let calls = Rc::clone(&self.0);
        promise(async move { calls.project(&request, keep).await })
    }

    /// Copies an array to the device, where it stays under this id.
    ///
    /// # Errors
    /// `shape-mismatch` when the shape asks for another length, and what the device reports.
    #[wasm_bindgen(unchecked_return_type = "Promise<void>")]
    pub fn upload(&self, id: u32, data: Float32Array, shape: Vec<usize>) -> Promise {
        let calls = Rc::clone(&self.0);
        promise(async move { calls.upload(id, &data, &shape).await })
    }

    /// A copy of the tensor of this id.
    ///
    /// # Errors
    /// `tensor-lost` when there is none, and what the device reports.
    #[wasm_bindgen(js_name = readTensor, unchecked_return_type = "Promise<Float32Array>")]
    pub fn read_tensor(&self, id: u32) -> Promise {
        let calls = Rc::clone(&self.0);
        promise(async move {
            let tensor = calls.tensors.get("read", id)?;
            calls.numbers(&tensor).await
        })
    }

    /// Overwrites rows `at ..` of the axis before the last, for each index of the axes before it:
    /// `data` is `[..., rows, last]`.
    ///
    /// # Errors
    /// `tensor-lost` when there is none of this id, `shape-mismatch` when the data is no whole number
    /// of rows for every leading index, `bad-setting` when the rows reach past the end, and what the
    /// device reports.
    #[wasm_bindgen(js_name = writeTensor, unchecked_return_type = "Promise<void>")]
    pub fn write_tensor(&self, id: u32, data: Float32Array, at: usize) -> Promise {
        let calls = Rc::clone(&self.0);
        promise(async move { calls.write(id, &data, at).await })
    }

    /// Frees the tensor of this id, if there is one.
    #[wasm_bindgen(js_name = releaseTensor)]
    pub fn release_tensor(&self, id: u32) {
        self.0.tensors.remove(id);
    }

    /// What is held on the device.
    #[wasm_bindgen(unchecked_return_type = "GpuMemory")]
    pub fn memory(&self) -> JsValue {
        let held = self.0.engine.memory();
        let tensors = self.0.tensors.len();
        plain(vec![
            ("gpuBytes", ((held.in_use + held.pooled) as f64).into()),
            ("tensors", (tensors as f64).into()),
        ])
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
