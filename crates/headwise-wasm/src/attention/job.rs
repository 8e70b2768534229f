//! Attention in pieces short enough to stop between.

use super::OPERATION;
use super::operands::Operands;
use super::request::{AttentionRequest, ScoreStage};
use crate::failure::Failure;
use crate::object::{self, Numbers};
use crate::room;
use crate::tensors;
use headwise_core::{AttentionError, ErrorCode, reference};
use headwise_cpu::Scratch;
use js_sys::Float32Array;
use ndarray::{Array4, ArrayView4};
use serde::Serialize;
use std::mem::take;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Multiplications of a piece, at the least: a fraction of a millisecond.
const PIECE: usize = 1 << 22;

/// What a finished [`AttentionJob`] gives.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AttentionResult {
    /// `[batch, heads, qLen, valueDim]`.
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    out: Numbers,
    /// Log-sum-exp of each row, `[batch, heads, qLen]`; minus infinity where every key is hidden.
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    lse: Numbers,
    /// `[batch, heads, qLen, kvLen]` at the stage that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array", optional))]
    scores: Option<Numbers>,
}

/// One attention problem under way: a block of queries at a time, by the kernels of `headwise_cpu`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct AttentionJob {
    operands: Operands,
    /// None only while a block runs.
    scratch: Option<Scratch>,
    out: Vec<f32>,
    lse: Vec<f32>,
    blocks: usize,
    /// Blocks of a piece: several where they are small, as in a decode.
    step: usize,
    wanted: Option<ScoreStage>,
    scores: Option<Array4<f32>>,
    done: usize,
    pieces: usize,
    keep: Option<Kept>,
    room: Option<Float32Array>,
}

/// The tensors that the results become.
#[derive(Clone, Copy, Debug)]
struct Kept {
    out: u32,
    lse: u32,
}

#[wasm_bindgen]
impl AttentionJob {
    /// Copies the arrays that are not resident and checks everything there is to check. The results
    /// stay as the tensors `keep_out` and `keep_lse` where both are given.
    ///
    /// # Errors
    /// `bad-request` when the object is not an `AttentionRequest` or scores are to be kept,
    /// `shape-mismatch` when an operand is not as long as its shape says, `tensor-lost`, `too-large`,
    /// `out-of-memory`, and the codes of the core.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "AttentionRequest")] request: &JsValue,
        keep_out: Option<u32>,
        keep_lse: Option<u32>,
    ) -> Result<AttentionJob, Failure> {
        let request = AttentionRequest::read(request)?;
        let wanted = request.scores;
        let keep = keep_out.zip(keep_lse).map(|(out, lse)| Kept { out, lse });
        if keep.is_some() && wanted.is_some() {
            return Err(Failure::bad_request(OPERATION, "scores are not kept"));
        }
        let operands = Operands::new(&request)?;
        room::room_for(OPERATION, operands.working_set())?;
        let problem = operands.problem(Scratch::new(&operands.dims))?;
        let (out, lse) = problem.allocate();
        // Without a row there is nothing to run.
        let blocks = if lse.is_empty() { 0 } else { problem.blocks() };
        let scratch = Some(problem.into_scratch());
        Ok(Self {
            scratch,
            out,
            lse,
            blocks,
            step: (PIECE.saturating_mul(blocks) / operands.work().max(1)).max(1),
            wanted,
            scores: None,
            done: 0,
            pieces: blocks + usize::from(wanted.is_some()),
            keep,
            room: None,
            operands,
        })
    }

    /// Has `out` written into an array that the caller has no more use for, if it is long enough: fresh
    /// memory, handed out page by page, costs several times the copy.
    #[wasm_bindgen(js_name = writeInto)]
    pub fn write_into(&mut self, room: Float32Array) {
        self.room = Some(room);
    }

    /// Computes the next piece; true when nothing is left.
    ///
    /// # Errors
    /// `too-large` when the scores that were asked for do not fit the memory.
    pub fn advance(&mut self) -> Result<bool, Failure> {
        if self.done < self.blocks {
            let scratch = self.scratch.take();
            let scratch = scratch.unwrap_or_else(|| Scratch::new(&self.operands.dims));
            let mut problem = self.operands.problem(scratch)?;
            let end = self.blocks.min(self.done + self.step);
            for block in self.done..end {
                problem.run_block(block, &mut self.out, &mut self.lse);
            }
            self.scratch = Some(problem.into_scratch());
            self.done = end;
        } else if self.done < self.pieces {
            self.scores = self
                .wanted
                .map(|stage| scores(&self.operands, stage))
                .transpose()?;
            self.done += 1;
        }
        Ok(self.done == self.pieces)
    }

    /// How much is computed, from 0 to 1.
    pub fn progress(&self) -> f64 {
        match self.pieces {
            0 => 1.0,
            pieces => self.done as f64 / pieces as f64,
        }
    }

    /// The result, after computing what is left of it; nothing where it is kept.
    ///
    /// # Errors
    /// As `advance`.
    #[wasm_bindgen(unchecked_return_type = "AttentionResult | undefined")]
    pub fn finish(&mut self) -> Result<JsValue, Failure> {
        while !self.advance()? {}
        if let Some(Kept { out, lse }) = self.keep {
            let dims = &self.operands.dims;
            tensors::keep(out, &dims.out_shape(), take(&mut self.out));
            tensors::keep(lse, &dims.lse_shape(), take(&mut self.lse));
            return Ok(JsValue::UNDEFINED);
        }
        let result = AttentionResult {
            out: Numbers::placed(&self.out, self.room.as_ref()),
            lse: Numbers::of(&self.lse),
            scores: self.scores.as_ref().map(Numbers::row_major),
        };
        object::write(OPERATION, &result)
    }
}

/// The reference keeps every score, so it runs only when scores are asked for.
fn scores(operands: &Operands, stage: ScoreStage) -> Result<Array4<f32>, Failure> {
    let dims = &operands.dims;
    let q = view(dims.q_shape(), &operands.q)?;
    let k = view(dims.k_shape(), &operands.k)?;
    let v = view(dims.v_shape(), &operands.v)?;
    let run = reference::attention(q, k, v, &operands.options())?;
    Ok(match stage {
        ScoreStage::Scaled => run.scaled,
        ScoreStage::Capped => run.capped,
        ScoreStage::Masked => run.masked,
        ScoreStage::Weights => run.weights,
    })
}

/// A tensor with its axes; the sizes were checked when it was copied.
fn view(shape: [usize; 4], cells: &[f32]) -> Result<ArrayView4<'_, f32>, Failure> {
    ArrayView4::from_shape(shape, cells).map_err(|error| {
        let code = ErrorCode::ShapeMismatch;
        AttentionError::new(code, OPERATION, &[cells.len()], &shape, error.to_string()).into()
    })
}
