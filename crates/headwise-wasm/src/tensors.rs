//! Arrays that stay in the instance between calls, under ids that the page chose.
//!
//! A job shares what it reads: a tensor may be released, or written, while a job still holds it.

use crate::failure::Failure;
use crate::object;
use crate::operand::Operand;
use crate::room;
use headwise_cpu::Projection;
use js_sys::Float32Array;
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The numbers of an operand, row-major: copied for one call, or those of a tensor.
pub(crate) type Cells = Rc<Vec<f32>>;

/// A linear map whose weights are a tensor, packed for the kernels.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) shape: [usize; 2],
    pub(crate) bias: Option<Vec<f32>>,
    pub(crate) map: Projection,
}

#[derive(Clone, Debug)]
struct Tensor {
    shape: Vec<usize>,
    cells: Cells,
    /// Made by the first projection by it, and kept until it is written.
    packed: Option<Rc<Packed>>,
}

thread_local! {
    /// A list: there are few, and a map would be most of this module's code.
    static TENSORS: RefCell<Vec<(u32, Tensor)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a copy of `data`, of that shape, as tensor `id`.
///
/// # Errors
/// `shape-mismatch` when the shape asks for another length; `too-large`; `out-of-memory`.
#[wasm_bindgen]
pub fn upload(id: u32, data: &Float32Array, shape: Vec<u32>) -> Result<(), Failure> {
    let shape: Vec<usize> = shape.into_iter().map(|size| size as usize).collect();
    room::fits("upload", &[&shape])?;
    let cells = room::copied("upload", "the data", data, &shape)?;
    keep(id, &shape, cells);
    Ok(())
}

/// A copy of the tensor.
///
/// # Errors
/// `tensor-lost` when there is none of that id.
#[wasm_bindgen(js_name = readTensor)]
pub fn read_tensor(id: u32) -> Result<Float32Array, Failure> {
    Ok(Float32Array::from(cells("read", id)?.as_slice()))
}

/// Overwrites rows `at ..` of the axis before the last, in every leading index. `data` is
/// `[..., rows, last]` for a tensor `[..., length, last]`; a tensor of one axis is one row of it.
///
/// # Errors
/// `tensor-lost`; `shape-mismatch` when the data is no whole number of rows for every leading index;
/// `bad-setting` when the rows reach past the end.
#[wasm_bindgen(js_name = writeTensor)]
pub fn write_tensor(id: u32, data: &Float32Array, at: u32) -> Result<(), Failure> {
    const OPERATION: &str = "write";
    TENSORS.with_borrow_mut(|tensors| {
        let Some(tensor) = find(tensors, id) else {
            return Err(lost(OPERATION, id));
        };
        let (width, outer) = match tensor.shape.as_slice() {
            [] => (1, &[][..]),
            [one] => (*one, &[][..]),
            [outer @ .., _, width] => (*width, outer),
        };
        let blocks: usize = outer.iter().product();
        let block = tensor.cells.len().checked_div(blocks).unwrap_or(0);
        let given = data.length() as usize;
        let step = given.checked_div(blocks).unwrap_or(0);
        let whole =
            given == step * blocks && (step == 0 || width > 0 && step.is_multiple_of(width));
        if !whole {
            let message = "the data must be whole rows for every leading index";
            return Err(Failure::mismatch(
                OPERATION,
                &[given],
                &tensor.shape,
                message,
            ));
        }
        let start = (at as usize).saturating_mul(width);
        if start.saturating_add(step) > block {
            let message = format!("rows from {at} on reach past the end of the tensor");
            return Err(Failure::new("bad-setting", OPERATION, message));
        }
        tensor.packed = None;
        if step > 0 {
            // Copied first where a job still reads it.
            let cells = Rc::make_mut(&mut tensor.cells);
            for (index, cells) in cells.chunks_exact_mut(block).enumerate() {
                let from = (index * step) as u32;
                let rows = data.subarray(from, from + step as u32);
                rows.copy_to(&mut cells[start..start + step]);
            }
        }
        Ok(())
    })
}

/// Frees the tensor; nothing for an id that there is not.
#[wasm_bindgen(js_name = releaseTensor)]
pub fn release_tensor(id: u32) {
    TENSORS.with_borrow_mut(|tensors| tensors.retain(|(own, _)| *own != id));
}

/// What the tensors of this instance take.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Memory {
    cpu_bytes: usize,
    gpu_bytes: usize,
    tensors: usize,
}

/// Bytes of the tensors, packed copies counted, and their number. Of the memory as a whole, which
/// never shrinks, the page sees the size itself.
///
/// # Errors
/// None in practice: the object is made of numbers.
#[wasm_bindgen(js_name = tensorMemory, unchecked_return_type = "{ cpuBytes: number; gpuBytes: number; tensors: number }")]
pub fn tensor_memory() -> Result<JsValue, Failure> {
    let memory = TENSORS.with_borrow(|tensors| {
        let mut memory = Memory {
            cpu_bytes: 0,
            gpu_bytes: 0,
            tensors: tensors.len(),
        };
        for (_, tensor) in tensors.iter() {
            memory.cpu_bytes += tensor.bytes();
        }
        memory
    });
    object::write("memory", &memory)
}

impl Tensor {
    fn bytes(&self) -> usize {
        let packed = self.packed.as_ref().map_or(0, |packed| {
            let [d_in, d_out] = packed.shape;
            d_in * d_out.next_multiple_of(8)
        });
        (self.cells.len() + packed) * size_of::<f32>()
    }
}

/// Keeps these cells as tensor `id`.
pub(crate) fn keep(id: u32, shape: &[usize], cells: Vec<f32>) {
    let tensor = Tensor {
        shape: shape.to_vec(),
        cells: Rc::new(cells),
        packed: None,
    };
    release_tensor(id);
    TENSORS.with_borrow_mut(|tensors| tensors.push((id, tensor)));
}

/// The numbers of an operand, copied where it is an array. They must fill the shape.
///
/// # Errors
/// `shape-mismatch`, `tensor-lost`, `out-of-memory`.
pub(crate) fn operand(
    operation: &'static str,
    name: &str,
    operand: &Operand,
    shape: &[usize],
) -> Result<Cells, Failure> {
    match operand {
        Operand::Array(array) => Ok(Rc::new(room::copied(operation, name, array, shape)?)),
        Operand::Kept(id) => {
            let cells = cells(operation, *id)?;
            room::check_length(operation, name, cells.len(), shape)?;
            Ok(cells)
        }
    }
}

/// The numbers of tensor `id`.
fn cells(operation: &'static str, id: u32) -> Result<Cells, Failure> {
    let cells =
        TENSORS.with_borrow_mut(|tensors| find(tensors, id).map(|tensor| tensor.cells.clone()));
    cells.ok_or_else(|| lost(operation, id))
}

/// The map by tensor `id`, packed now unless it is already, with this shape and bias.
pub(crate) fn packed(
    id: u32,
    shape: [usize; 2],
    bias: Option<&[f32]>,
    pack: impl FnOnce() -> Result<Packed, Failure>,
) -> Result<Rc<Packed>, Failure> {
    let same = |packed: &Rc<Packed>| packed.shape == shape && packed.bias.as_deref() == bias;
    let found = TENSORS.with_borrow_mut(|tensors| {
        let packed = find(tensors, id)?.packed.as_ref()?;
        same(packed).then(|| packed.clone())
    });
    if let Some(packed) = found {
        return Ok(packed);
    }
    let packed = Rc::new(pack()?);
    TENSORS.with_borrow_mut(|tensors| {
        if let Some(tensor) = find(tensors, id) {
            tensor.packed = Some(packed.clone());
        }
    });
    Ok(packed)
}

fn find(tensors: &mut [(u32, Tensor)], id: u32) -> Option<&mut Tensor> {
    let found = tensors.iter_mut().find(|(own, _)| *own == id);
    found.map(|(_, tensor)| tensor)
}

fn lost(operation: &'static str, id: u32) -> Failure {
    let message = format!("this instance holds no tensor {id}");
    Failure::new("tensor-lost", operation, message)
}
