//! The properties that every implementation has, on a backend.

use crate::backend::{AttentionRequest, AttentionResponse, Backend, Device, MaskCells, Precision};
use crate::conformance::{Summary, Verdict};
use crate::{Obstacle, tolerance};
use headwise_cases::{Answer, Inputs, Subject, Tiles, properties};
use std::cell::RefCell;
use std::io::{self, Write};

/// How many problems a property draws: an engine in another process answers some hundred a second.
const CASES: u32 = 60;

/// Runs every property; failures and skips get a line each in `report`, whose last line counts.
///
/// # Errors
/// Those of writing the report.
pub fn run(backend: &mut dyn Backend, report: &mut dyn Write) -> io::Result<Summary> {
    let (tiles, tolerance) = match backend.device() {
        Device::Cpu => (Tiles::CPU, tolerance::SINGLE),
        Device::Gpu => (Tiles::GPU, tolerance::SHADER),
    };
    let asked = Asked {
        backend: RefCell::new(backend),
        unsupported: RefCell::new(None),
    };
    let subject = Subject {
        attention: &|inputs| asked.answer(inputs),
        tiles,
        tolerance,
        cases: CASES,
    };
    let mut summary = Summary::default();
    for (name, property) in properties::list() {
        let outcome = property(&subject);
        let verdict = match (outcome, asked.unsupported.take()) {
            (Ok(()), None) => Verdict::Passed,
            (_, Some(reason)) => Verdict::Skipped(reason),
            (Err(failure), None) => Verdict::failed(failure),
        };
        summary.count(&verdict);
        verdict.write(name, report)?;
    }
    writeln!(report, "{summary}")?;
    Ok(summary)
}

/// A backend, and what it last said that it does not compute.
struct Asked<'a> {
    backend: RefCell<&'a mut dyn Backend>,
    unsupported: RefCell<Option<String>>,
}

impl Asked<'_> {
    fn answer(&self, inputs: &Inputs<f32>) -> Result<Answer, String> {
        let answer = self.backend.borrow_mut().attention(&request(inputs));
        answer.map(narrow).map_err(|obstacle| {
            if let Obstacle::Unsupported(reason) = &obstacle {
                self.unsupported.replace(Some(reason.clone()));
            }
            obstacle.to_string()
        })
    }
}

/// f64 holds every f32, so nothing is lost on the way.
fn request(inputs: &Inputs<f32>) -> AttentionRequest {
    let wide = inputs.widen();
    let boolean = wide.boolean.map(MaskCells::Boolean);
    AttentionRequest {
        precision: Precision::Single,
        q: wide.q,
        k: wide.k,
        v: wide.v,
        causal: wide.settings.causal,
        offset: wide.settings.offset,
        window: wide.settings.window,
        sinks: wide.settings.sinks,
        mask: boolean.or(wide.additive.map(MaskCells::Additive)),
        kv_lengths: wide.settings.kv_lengths,
        scale: wide.settings.scale,
        softcap: wide.settings.softcap,
        scores: None,
    }
}

fn narrow(response: AttentionResponse) -> Answer {
    Answer {
        out: response.out.iter().map(|&cell| cell as f32).collect(),
        lse: response.lse.iter().map(|&cell| cell as f32).collect(),
    }
}
