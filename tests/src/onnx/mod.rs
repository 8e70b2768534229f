//! ONNX's own operator cases: `cases.json` and one tensor file for each case.
//!
//! An adapter turns a node into a request for a [`Backend`](crate::backend::Backend) and the answer
//! into the node's outputs. What the adapters know of an operator comes from its text in the ONNX
//! documentation.

mod attention;
mod attributes;
mod cache;
mod case;
mod judge;
mod layout;
mod linear;
mod outputs;
mod rotary;

pub use attributes::Attributes;
pub use case::{CASES_FILE, Case, Inputs, cases};
pub use judge::judge;
