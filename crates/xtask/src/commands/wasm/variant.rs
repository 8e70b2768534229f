//! The instruction sets that the crates are compiled for: one source, a module for each.

use crate::{shell::Shell, tools::metadata};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// One instruction set.
pub(crate) struct Variant {
    /// What the engine calls it; the module's file is named after it.
    pub(crate) name: &'static str,
    /// None: the target as it is.
    rust_flags: Option<&'static str>,
    /// What the optimiser must know to read the module, beyond what every module uses.
    pub(super) features: &'static [&'static str],
    /// What Node 20 must be told to run it.
    pub(crate) node_arguments: &'static str,
}

/// Loop strength reduction rewrites the kernels' addresses so that no offset folds into a load and
/// accumulators are spilled: with it the relaxed module runs at half its speed.
pub(crate) const VARIANTS: [Variant; 3] = [
    Variant::plain("scalar"),
    Variant {
        name: "simd128",
        rust_flags: Some("-C target-feature=+simd128 -C llvm-args=-disable-lsr"),
        features: &["--enable-simd"],
        node_arguments: "",
    },
    Variant {
        name: "relaxed",
        rust_flags: Some("-C target-feature=+relaxed-simd -C llvm-args=-disable-lsr"),
        features: &["--enable-simd", "--enable-relaxed-simd"],
        node_arguments: "--experimental-wasm-relaxed-simd",
    },
];

impl Variant {
    /// The target as it is: for what has no use for vectors, and so one module.
    pub(super) const fn plain(name: &'static str) -> Self {
        Self {
            name,
            rust_flags: None,
            features: &[],
            node_arguments: "",
        }
    }

    /// Where cargo builds it: in a folder of its own, or each variant would undo the others.
    pub(crate) fn target_folder(&self, shell: &Shell) -> Result<PathBuf> {
        let folder = metadata::target_folder(shell)?;
        Ok(match self.rust_flags {
            Some(_) => folder.join(self.name),
            None => folder,
        })
    }

    /// Has a cargo command compile for this instruction set.
    pub(crate) fn set(&self, shell: &Shell, command: &mut Command) -> Result<()> {
        command.env("CARGO_TARGET_DIR", self.target_folder(shell)?);
        let mut flags: Vec<String> = self
            .rust_flags
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        // Messages of panics name sources. Whose machine it was is nobody's business, and one builder's
        // module would not be another's.
        if let Some(sources) = metadata::registry_sources() {
            flags.push(format!("--remap-path-prefix={}/=", sources.display()));
        }
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        Ok(())
    }
}
