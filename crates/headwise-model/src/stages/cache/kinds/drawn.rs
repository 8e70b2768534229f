//! Weights that are drawn.

use super::super::{Run, keep};
use crate::recorder::Recorder;
use headwise_core::draw::draw;
use headwise_core::trace::build::{self, constant, fixed, var};
use headwise_core::trace::{Index, Role};
use ndarray::{Array, Dimension, IntoDimension};

/// Parameters with a variance that leaves magnitudes as they are.
pub(super) struct Drawn<'a> {
    pub(super) name: &'a str,
    pub(super) symbol: &'a str,
    pub(super) stream: u32,
    /// Numbers that each column sums over.
    pub(super) inputs: usize,
}

impl Drawn<'_> {
    /// Draws and records them, cell after cell of `shape`.
    pub(super) fn record<S: IntoDimension>(
        &self,
        run: &Run<'_>,
        axes: &[(&str, &str)],
        shape: S,
        recorder: &mut Recorder,
    ) where
        S::Dim: Dimension,
    {
        let shape = shape.into_dimension();
        let spread = 1.0 / (self.inputs as f64).sqrt();
        let (seed, stream) = (run.layer.seed, self.stream);
        let cells = (0..shape.size() as u32).map(|counter| draw(seed, stream, counter) * spread);
        let values = Array::from_shape_vec(shape.clone(), cells.collect());
        let values = values.expect("a draw for each cell");
        // The place of a cell in row-major order: (a n_b + b) n_c + c ...
        let counter = axes.iter().zip(shape.slice());
        let counter = counter.fold(
            fixed(0),
            |before: Index, (&(_, name), &extent)| match before {
                Index::Fixed { .. } => var(name),
                before => before * extent + var(name),
            },
        );
        let body = build::draw(seed, stream, counter) * constant(spread, r"1/\sqrt{d_\text{in}}");
        keep(
            recorder,
            (self.name, self.symbol, Role::Parameter),
            axes,
            body,
            &values,
        );
    }
}
