//! A linear map in pieces short enough to stop between.

use crate::failure::Failure;
use crate::object::Numbers;
use crate::operand::Operand;
use crate::project_request::{OPERATION, ProjectRequest};
use crate::room;
use crate::tensors::{self, Cells, Packed};
use headwise_cpu::Projection;
use js_sys::Float32Array;
use std::rc::Rc;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Multiplications of a piece: a few milliseconds.
const PIECE: usize = 1 << 26;

/// Rows that the kernels take together: pieces are a multiple of them where rows are short.
const BLOCK: usize = 48;

/// One projection under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ProjectJob {
    x: Cells,
    map: Rc<Packed>,
    rows: usize,
    /// Rows of a piece.
    step: usize,
    done: usize,
    out: Vec<f32>,
    keep: Option<u32>,
    room: Option<Float32Array>,
}

#[wasm_bindgen]
impl ProjectJob {
    /// Copies what is not resident, checks everything there is to check and packs the weights; those
    /// of a tensor stay packed. The result stays as tensor `keep` where that is given.
    ///
    /// # Errors
    /// `bad-request` when the object is not a `ProjectRequest`, `shape-mismatch` when an array is not
    /// as long as its shape says, `tensor-lost`, `too-large`, `out-of-memory`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "ProjectRequest")] request: &JsValue,
        keep: Option<u32>,
    ) -> Result<ProjectJob, Failure> {
        let request = ProjectRequest::read(request)?;
        let ProjectRequest {
            rows, d_in, d_out, ..
        } = request;
        let (of_x, of_w, of_out) = ([rows, d_in], [d_in, d_out], [rows, d_out]);
        // The weights twice: as they are, and packed.
        room::fits(OPERATION, &[&of_x, &of_w, &of_w, &of_out])?;
        let x = tensors::operand(OPERATION, "x", &request.x, &of_x)?;
        let w = tensors::operand(OPERATION, "w", &request.w, &of_w)?;
        let bias = request.bias.as_ref();
        let bias = bias.map(|bias| tensors::operand(OPERATION, "bias", bias, &[d_out]));
        let bias = bias.transpose()?;
        let bias = bias.as_ref().map(|bias| bias.as_slice());
        let pack = |w: &[f32]| {
            room::room_for(OPERATION, d_in * d_out.next_multiple_of(8))?;
            Ok(Packed {
                shape: of_w,
                bias: bias.map(<[f32]>::to_vec),
                map: Projection::new(w, of_w, bias, 1)?,
            })
        };
        let map = match request.w {
            Operand::Kept(id) => tensors::packed(id, of_w, bias, || pack(&w))?,
            Operand::Array(_) => Rc::new(pack(&w)?),
        };
        room::room_for(OPERATION, rows * d_out)?;
        let work = d_in.max(1) * d_out.max(1);
        Ok(Self {
            x,
            map,
            rows,
            step: (PIECE / work / BLOCK * BLOCK).max(BLOCK / 4),
            done: 0,
            out: Vec::with_capacity(rows * d_out),
            keep,
            room: None,
        })
    }

    /// As of an [`AttentionJob`](crate::AttentionJob).
    #[wasm_bindgen(js_name = writeInto)]
    pub fn write_into(&mut self, room: Float32Array) {
        self.room = Some(room);
    }

    /// Computes the next rows; true when none is left.
    ///
    /// # Errors
    /// None for a request that was accepted.
    pub fn advance(&mut self) -> Result<bool, Failure> {
        let [d_in, _] = self.map.shape;
        let end = self.rows.min(self.done.saturating_add(self.step));
        if end > self.done {
            let x = &self.x[self.done * d_in..end * d_in];
            let rows = self.map.map.apply(x, [1, 1, end - self.done])?;
            self.out.extend_from_slice(&rows);
            self.done = end;
        }
        Ok(self.done == self.rows)
    }

    /// How much is computed, from 0 to 1.
    pub fn progress(&self) -> f64 {
        match self.rows {
            0 => 1.0,
            rows => self.done as f64 / rows as f64,
        }
    }

    /// `[rows, dOut]`, after computing what is left of it; nothing where it is kept.
    ///
    /// # Errors
    /// As `advance`.
    pub fn finish(&mut self) -> Result<Option<Float32Array>, Failure> {
        while !self.advance()? {}
        let out = std::mem::take(&mut self.out);
        let [_, d_out] = self.map.shape;
        Ok(match self.keep {
            Some(id) => {
                tensors::keep(id, &[self.rows, d_out], out);
                None
            }
            None => Some(Numbers::placed(&out, self.room.as_ref()).0),
        })
    }
}
