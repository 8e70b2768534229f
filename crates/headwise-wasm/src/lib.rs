//! The wasm-bindgen shell around the Headwise crates: it converts and never computes.
//!
//! A job is made from a plain request object, advanced piece by piece so that the page can report
//! progress and stop, and finished into typed arrays. Whatever is refused throws an `Error` named
//! `AttentionError` with `code`, `operation`, `left` and `right`.

#[cfg(feature = "cpu")]
mod about;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod attention;
#[cfg(feature = "cost")]
mod cost;
#[cfg(feature = "model")]
mod exam;
mod failure;
#[cfg(any(feature = "cpu", feature = "gpu", feature = "sentence"))]
mod fields;
#[cfg(feature = "gpu")]
mod gpu;
#[cfg(feature = "typescript")]
mod gpu_types;
#[cfg(feature = "sentence")]
mod json;
#[cfg(feature = "map")]
mod map;
#[cfg(any(feature = "cpu", feature = "model", feature = "cost", feature = "map"))]
mod object;
// What runs a whole model keeps the allocator of the standard library, which is faster.
#[cfg(all(feature = "sentence", not(feature = "model"), target_arch = "wasm32"))]
#[path = "gpu/memory.rs"]
mod memory;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod operand;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod project_request;
#[cfg(feature = "cpu")]
mod projection;
#[cfg(any(feature = "cpu", feature = "gpu", feature = "map"))]
mod room;
#[cfg(feature = "cpu")]
mod rotary;
#[cfg(feature = "gpu")]
mod rows;
#[cfg(feature = "sentence")]
mod sentence;
#[cfg(feature = "cpu")]
mod tensors;
#[cfg(feature = "sentence")]
mod trace_job;
#[cfg(feature = "model")]
mod trained_model;

#[cfg(feature = "test-hooks")]
mod test_hooks;

#[cfg(feature = "cpu")]
pub use about::{About, about};
#[cfg(feature = "cpu")]
pub use attention::{AttentionJob, AttentionResult};
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub use attention::{AttentionMask, AttentionRequest, AttentionWindow, MaskKind, ScoreStage};
#[cfg(feature = "cost")]
pub use cost::{CacheCurveRequest, cache_curve, cost_sheet, published_machines, published_models};
#[cfg(feature = "model")]
pub use exam::{ExamJob, ExamRequest, HeadsRequest, read_heads};
pub use failure::Failure;
#[cfg(feature = "gpu")]
pub use gpu::{Gpu, on_panic};
#[cfg(feature = "typescript")]
pub use gpu_types::{GpuInfo, GpuMemory};
#[cfg(feature = "map")]
pub use map::{
    MapBlocks, MapCell, MapInfo, MapJob, MapRegion, MapRequest, close_map, map_cell, map_memory,
    open_map,
};
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub use project_request::ProjectRequest;
#[cfg(feature = "cpu")]
pub use projection::ProjectJob;
#[cfg(feature = "cpu")]
pub use rotary::{RotaryRequest, rotary_embedding};
#[cfg(feature = "cpu")]
pub use tensors::{read_tensor, release_tensor, tensor_memory, upload, write_tensor};
#[cfg(feature = "test-hooks")]
pub use test_hooks::panic_now;
#[cfg(feature = "sentence")]
pub use trace_job::TraceJob;
#[cfg(feature = "model")]
pub use trained_model::{ModelInfo, load_model};

use wasm_bindgen::prelude::wasm_bindgen;

/// Types that the signatures below name; they are generated from the same Rust types.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { About } from "../../trace/generated/About";
import type { AttentionRequest } from "../../trace/generated/AttentionRequest";
import type { AttentionResult } from "../../trace/generated/AttentionResult";
import type { CacheCurveRequest } from "../../trace/generated/CacheCurveRequest";
import type { CostSetting } from "../../trace/generated/CostSetting";
import type { CostSheet } from "../../trace/generated/CostSheet";
import type { ExamReport } from "../../trace/generated/ExamReport";
import type { ExamRequest } from "../../trace/generated/ExamRequest";
import type { GpuInfo } from "../../trace/generated/GpuInfo";
import type { GpuMemory } from "../../trace/generated/GpuMemory";
import type { HeadsRequest } from "../../trace/generated/HeadsRequest";
import type { MapBlocks } from "../../trace/generated/MapBlocks";
import type { MapCell } from "../../trace/generated/MapCell";
import type { MapInfo } from "../../trace/generated/MapInfo";
import type { MapRegion } from "../../trace/generated/MapRegion";
import type { MapRequest } from "../../trace/generated/MapRequest";
import type { ModelInfo } from "../../trace/generated/ModelInfo";
import type { ProjectRequest } from "../../trace/generated/ProjectRequest";
import type { PublishedModel } from "../../trace/generated/PublishedModel";
import type { PublishedMachine } from "../../trace/generated/PublishedMachine";
import type { Reading } from "../../trace/generated/Reading";
import type { RotaryRequest } from "../../trace/generated/RotaryRequest";
import type { SentenceRequest } from "../../trace/generated/SentenceRequest";
import type { Trace } from "../../trace/generated/Trace";
"#;

/// Runs when the module is instantiated: panics reach the console with their message and place.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
