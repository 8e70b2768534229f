//! Tensors that stay on the device, by the ids that the caller chose.

use super::device::{Gpu, plain};
use crate::failure::Failure;
use crate::{room, rows};
use headwise_gpu::Tensor;
use js_sys::Float32Array;
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Tensors by id.
#[derive(Debug, Default)]
pub(super) struct Tensors(RefCell<BTreeMap<u32, Tensor>>);

impl Tensors {
    /// The tensor of that id: the same memory.
    ///
    /// # Errors
    /// `tensor-lost` when there is none.
    pub(super) fn get(&self, operation: &'static str, id: u32) -> Result<Tensor, Failure> {
        let found = self.0.borrow().get(&id).cloned();
        found.ok_or_else(|| {
            let message = format!("this instance holds no tensor {id}");
            Failure::new("tensor-lost", operation, message)
        })
    }

    pub(super) fn insert(&self, id: u32, tensor: Tensor) {
        self.0.borrow_mut().insert(id, tensor);
    }

    pub(super) fn clear(&self) {
        self.0.borrow_mut().clear();
    }
}

#[wasm_bindgen]
impl Gpu {
    /// Copies an array to the device, where it stays under this id.
    ///
    /// # Errors
    /// `shape-mismatch` when the shape asks for another length, and what the device reports.
    pub async fn upload(
        &self,
        id: u32,
        data: Float32Array,
        shape: Vec<usize>,
    ) -> Result<(), Failure> {
        let cells = room::copied("upload", "the data", &data, &shape)?;
        let tensor = self.engine.upload(&shape, &cells).await?;
        self.tensors.insert(id, tensor);
        Ok(())
    }

    /// A copy of the tensor of this id.
    ///
    /// # Errors
    /// `tensor-lost` when there is none, and what the device reports.
    #[wasm_bindgen(js_name = readTensor)]
    pub async fn read_tensor(&self, id: u32) -> Result<Float32Array, Failure> {
        let tensor = self.tensors.get("read", id)?;
        self.numbers(&tensor).await
    }

    /// Overwrites rows `at ..` of the axis before the last, for each index of the axes before it:
    /// `data` is `[..., rows, last]`.
    ///
    /// # Errors
    /// `tensor-lost` when there is none of this id, `shape-mismatch` when the data is no whole number
    /// of rows for every leading index, `bad-setting` when the rows reach past the end, and what the
    /// device reports.
    #[wasm_bindgen(js_name = writeTensor)]
    pub async fn write_tensor(
        &self,
        id: u32,
        data: Float32Array,
        at: usize,
    ) -> Result<(), Failure> {
        let tensor = self.tensors.get("write", id)?;
        let runs = rows::runs(tensor.shape(), at, data.length() as usize)?;
        let cells = data.to_vec();
        for run in runs {
            let cells = &cells[run.from];
            self.engine.overwrite(&tensor, run.to, cells).await?;
        }
        Ok(())
    }

    /// Frees the tensor of this id, if there is one.
    #[wasm_bindgen(js_name = releaseTensor)]
    pub fn release_tensor(&self, id: u32) {
        self.tensors.0.borrow_mut().remove(&id);
    }

    /// What is held on the device.
    #[wasm_bindgen(unchecked_return_type = "GpuMemory")]
    pub fn memory(&self) -> JsValue {
        let held = self.engine.memory();
        let tensors = self.tensors.0.borrow().len();
        plain(vec![
            ("gpuBytes", ((held.in_use + held.pooled) as f64).into()),
            ("tensors", (tensors as f64).into()),
        ])
    }
}
