//! Attention in pieces short enough to stop between.

use super::operands::{OPERATION, Operands};
use super::request::{AttentionRequest, ScoreStage};
use crate::failure::Failure;
use crate::object::{self, Numbers};
use headwise_core::reference;
use headwise_core::tiled::TileSizes;
use ndarray::{Array3, Array4};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

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

/// One attention problem under way: a tile of queries at a time, by the online softmax.
#[wasm_bindgen]
#[derive(Debug)]
pub struct AttentionJob {
    operands: Operands,
    sizes: TileSizes,
    out: Array4<f32>,
    lse: Array3<f32>,
    wanted: Option<ScoreStage>,
    scores: Option<Array4<f32>>,
    done: usize,
    pieces: usize,
}

#[wasm_bindgen]
impl AttentionJob {
    /// Copies the arrays and checks everything there is to check.
    ///
    /// # Errors
    /// `bad-request` when the object is not an `AttentionRequest`, `shape-mismatch` when an array is
    /// not as long as its shape says, and the codes of the core.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "AttentionRequest")] request: &JsValue,
    ) -> Result<AttentionJob, Failure> {
        let request: AttentionRequest = object::read(OPERATION, request)?;
        let wanted = request.scores;
        let operands = Operands::new(request)?;
        let sizes = tile_sizes(&operands);
        let problem = operands.problem(sizes)?;
        let (out, lse) = problem.allocate();
        let pieces = problem.blocks() + usize::from(wanted.is_some());
        Ok(Self {
            operands,
            sizes,
            out,
            lse,
            wanted,
            scores: None,
            done: 0,
            pieces,
        })
    }

    /// Computes the next piece; true when nothing is left.
    ///
    /// # Errors
    /// `too-large` when the scores that were asked for do not fit the memory.
    pub fn advance(&mut self) -> Result<bool, Failure> {
        let problem = self.operands.problem(self.sizes)?;
        if self.done < problem.blocks() {
            problem.run_block(self.done, &mut self.out, &mut self.lse, &mut ());
            self.done += 1;
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

    /// The result, after computing what is left of it.
    ///
    /// # Errors
    /// As `advance`.
    #[wasm_bindgen(unchecked_return_type = "AttentionResult")]
    pub fn finish(&mut self) -> Result<JsValue, Failure> {
        while !self.advance()? {}
        let result = AttentionResult {
            out: Numbers::row_major(&self.out),
            lse: Numbers::row_major(&self.lse),
            scores: self.scores.as_ref().map(Numbers::row_major),
        };
        object::write(OPERATION, &result)
    }
}

/// The reference keeps every score, so it runs only when scores are asked for.
fn scores(operands: &Operands, stage: ScoreStage) -> Result<Array4<f32>, Failure> {
    let (q, k, v) = (operands.q.view(), operands.k.view(), operands.v.view());
    let run = reference::attention(q, k, v, &operands.options())?;
    Ok(match stage {
        ScoreStage::Scaled => run.scaled,
        ScoreStage::Capped => run.capped,
        ScoreStage::Masked => run.masked,
        ScoreStage::Weights => run.weights,
    })
}

/// Tiles with fewer queries where there are many keys, so that a piece stays a matter of
/// milliseconds and a page that computes on its own thread keeps answering.
fn tile_sizes(operands: &Operands) -> TileSizes {
    const MULTIPLICATIONS: usize = 1 << 22;
    let TileSizes { rows, cols } = TileSizes::default();
    let (_, _, kv_len, head_dim) = operands.k.dim();
    let (_, _, _, value_dim) = operands.v.dim();
    let a_row = kv_len
        .saturating_mul(head_dim.saturating_add(value_dim))
        .max(1);
    TileSizes {
        rows: (MULTIPLICATIONS / a_row).clamp(1, rows),
        cols,
    }
}
