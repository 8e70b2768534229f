//! A WebAssembly package: what `headwise-wasm` exports with the features that the package's manifest names.
//!
//! Each is a crate, so that its module has a name of its own and packages are built into one folder, where
//! what they have in common is compiled once.

#![forbid(unsafe_code)]

pub use headwise_wasm::*;
