//! TypeScript declarations of everything that crosses from Rust, generated from the Rust types.
#![forbid(unsafe_code)]

use anyhow::{Context, Result};
use std::path::Path;
use ts_rs::{Config, TS};

/// Writes the declarations into the folder that the only argument names.
fn main() -> Result<()> {
    let folder = std::env::args()
        .nth(1)
        .context("usage: xtask-types FOLDER")?;
    write(Path::new(&folder))
}

/// Writes one file a type below `folder`.
fn write(folder: &Path) -> Result<()> {
    let config = Config::new().with_out_dir(folder).with_large_int("number");
    headwise_core::trace::Trace::export_all(&config)?;
    headwise_core::cost::Published::export_all(&config)?;
    headwise_core::cost::PublishedMachine::export_all(&config)?;
    headwise_core::cost::Setting::export_all(&config)?;
    headwise_core::cost::Sheet::export_all(&config)?;
    headwise_model::SentenceRequest::export_all(&config)?;
    headwise_model::heads::HeadReport::export_all(&config)?;
    headwise_model::heads::ExamReport::export_all(&config)?;
    headwise_model::heads::Reading::export_all(&config)?;
    headwise_model::tokenizer::WordPiece::export_all(&config)?;
    headwise_wasm::About::export_all(&config)?;
    headwise_wasm::AttentionRequest::export_all(&config)?;
    headwise_wasm::AttentionResult::export_all(&config)?;
    headwise_wasm::CacheCurveRequest::export_all(&config)?;
    headwise_wasm::ExamRequest::export_all(&config)?;
    headwise_wasm::HeadsRequest::export_all(&config)?;
    headwise_wasm::GpuInfo::export_all(&config)?;
    headwise_wasm::GpuMemory::export_all(&config)?;
    headwise_wasm::MapBlocks::export_all(&config)?;
    headwise_wasm::MapCell::export_all(&config)?;
    headwise_wasm::MapInfo::export_all(&config)?;
    headwise_wasm::MapRegion::export_all(&config)?;
    headwise_wasm::MapRequest::export_all(&config)?;
    headwise_wasm::ModelInfo::export_all(&config)?;
    headwise_wasm::ProjectRequest::export_all(&config)?;
    headwise_wasm::RotaryRequest::export_all(&config)?;
    Ok(())
}
