//! TypeScript declarations of everything that crosses from Rust, generated from the Rust types.

use anyhow::Result;
use std::path::Path;
use ts_rs::{Config, TS};

/// Writes one file a type below `folder`.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let config = Config::new()
        .with_out_dir(folder)
        .with_large_int("number");
    headwise_core::trace::Trace::export_all(&config)?;
    Ok(())
}
