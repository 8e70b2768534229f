//! One file a command.

pub(crate) mod bench;
pub(crate) mod build;
pub(crate) mod conformance;
pub(crate) mod heads;
pub(crate) mod package;
pub(crate) mod serve;
pub(crate) mod size;
pub(crate) mod test;
pub(crate) mod tidy;
pub(crate) mod train;
pub(crate) mod types;
pub(crate) mod wasm;

use anyhow::{Result, bail};

/// Refuses arguments of a command that takes none.
fn no_arguments(command: &str, arguments: &[String]) -> Result<()> {
    if let Some(first) = arguments.first() {
        bail!("`{command}` takes no arguments, but was given `{first}`");
    }
    Ok(())
}
