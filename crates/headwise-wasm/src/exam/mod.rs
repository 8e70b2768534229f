//! Questions to a trained model: one text through all of its heads, and an exam with some of them off.
//!
//! Each call brings the model's files: nothing is kept between calls, so that an instance that breaks
//! down loses nothing.

mod request;

use crate::failure::Failure;
use crate::object::{self, Numbers};
use headwise_cpu::Cpu;
use headwise_model::heads::{LiveExam, LiveModel};
use headwise_model::transformer::{ModelError, Slices};
use js_sys::Reflect;
use std::fmt;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

pub use request::{ExamRequest, HeadsRequest};

/// An exam under way: a few texts at a time.
#[wasm_bindgen]
pub struct ExamJob {
    exam: LiveExam,
}

impl fmt::Debug for ExamJob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let job = &mut formatter.debug_struct("ExamJob");
        job.field("progress", &self.progress())
            .finish_non_exhaustive()
    }
}

#[wasm_bindgen]
impl ExamJob {
    /// Loads the model and draws the questions; none is asked yet.
    ///
    /// # Errors
    /// `bad-model` for files that are no model of the built-in language, `bad-request` for a request
    /// that is no `ExamRequest` or names a head that the model has not.
    #[wasm_bindgen(constructor)]
    pub fn new(
        config: &[u8],
        tensors: Vec<u8>,
        #[wasm_bindgen(unchecked_param_type = "ExamRequest")] request: &JsValue,
    ) -> Result<ExamJob, Failure> {
        const OPERATION: &str = "exam";
        let request: ExamRequest = object::read(OPERATION, request)?;
        let model = load(OPERATION, config, tensors)?;
        let exam = LiveExam::new(model, &request.heads_off).map_err(refused(OPERATION))?;
        Ok(Self { exam })
    }

    /// Asks the next questions; true when none is left.
    ///
    /// # Errors
    /// None for files and a request that were accepted.
    pub fn advance(&mut self) -> Result<bool, Failure> {
        self.exam.advance().map_err(refused("exam"))
    }

    /// The share that is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.exam.progress()
    }

    /// What was found.
    ///
    /// # Errors
    /// None.
    #[wasm_bindgen(unchecked_return_type = "ExamReport")]
    pub fn finish(&mut self) -> Result<JsValue, Failure> {
        object::write("exam", &self.exam.report())
    }
}

/// Runs one text through all heads of a model: the reader's, or a held-out one with a relation.
///
/// # Errors
/// `bad-model` for files that are no model of the built-in language; `empty-text` for a text without
/// words; `bad-request` for a request that is no `HeadsRequest`, names a head that the model has not, or an
/// example that there is not.
#[wasm_bindgen(js_name = readHeads, unchecked_return_type = "Reading")]
pub fn read_heads(
    config: &[u8],
    tensors: Vec<u8>,
    #[wasm_bindgen(unchecked_param_type = "HeadsRequest")] request: &JsValue,
) -> Result<JsValue, Failure> {
    const OPERATION: &str = "readHeads";
    let request: HeadsRequest = object::read(OPERATION, request)?;
    let model = load(OPERATION, config, tensors)?;
    let reading = match (&request.text, request.relation) {
        (Some(text), None) if text.trim().is_empty() => {
            return Err(Failure::new(
                "empty-text",
                OPERATION,
                "there is no word to read",
            ));
        }
        (Some(text), None) => model.read_text(text, &request.heads_off),
        (None, Some(relation)) => {
            let example = model.example(relation, request.example.unwrap_or(0));
            let example = example
                .ok_or_else(|| Failure::bad_request(OPERATION, "there are not as many examples"))?;
            model.read_example(&example, &request.heads_off)
        }
        _ => {
            let message = "either a `text` or a `relation`";
            return Err(Failure::bad_request(OPERATION, message));
        }
    };
    let reading = reading.map_err(refused(OPERATION))?;
    let value = object::write(OPERATION, &reading)?;
    let weights = Numbers::of(&reading.weights).0;
    Reflect::set(&value, &"weights".into(), &weights)
        .map_err(|_| Failure::bad_request(OPERATION, "the weights could not be written"))?;
    Ok(value)
}

fn load(operation: &'static str, config: &[u8], tensors: Vec<u8>) -> Result<LiveModel, Failure> {
    LiveModel::load(config, tensors, Box::new(Slices(Cpu)))
        .map_err(|error| Failure::new("bad-model", operation, error.to_string()))
}

fn refused(operation: &'static str) -> impl Fn(ModelError) -> Failure {
    move |error| Failure::bad_request(operation, error.to_string())
}
