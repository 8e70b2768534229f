//! Attention problems drawn from seeds, and what every implementation of attention must make of them.
//!
//! | module | what it is |
//! |---|---|
//! | [`Case`], [`Inputs`] | a problem in words, and its numbers |
//! | [`Tiles`], [`any_case`] | which problems are drawn: around the borders at which an implementation's tiles end |
//! | [`properties`] | what holds on every backend; [`every_property`] gives each a test of its own |
//! | [`tolerance`] | how close is close enough, in one table with its reasons |
//!
//! Tests of `headwise-core`, `headwise-cpu` and `headwise-gpu` use it, and so does the suite that runs
//! whole engines; it knows none of them but the core, whose reference in f64 is the oracle.
#![forbid(unsafe_code)]

pub mod properties;
pub mod tolerance;

mod answer;
mod case;
mod draw;
mod inputs;
mod part;
mod subject;

pub use answer::{Answer, compare};
pub use case::{Case, MaskKind};
pub use draw::{Tiles, any_case, config};
pub use inputs::{Inputs, random};
pub use subject::Subject;
