//! Weights that are drawn.

use super::super::{Run, keep};
use crate::cells::{Cells, Kept};
use crate::recorder::Recorder;
use headwise_core::draw::draw;
use headwise_core::trace::Role;
use headwise_core::trace::build::{self, Place, constant, var};

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
    pub(super) fn record<const N: usize>(
        &self,
        run: &Run<'_>,
        axes: &[(&str, &str); N],
        shape: [usize; N],
        recorder: &mut Recorder,
    ) {
        let mut counter = 0;
        let values = Cells::from_places(shape, &mut |_| {
            counter += 1;
            draw(run.layer.seed, self.stream, counter - 1) * self.spread()
        });
        self.keep(run, axes, &values, recorder);
    }

    fn spread(&self) -> f64 {
        1.0 / (self.inputs as f64).sqrt()
    }

    fn keep(
        &self,
        run: &Run<'_>,
        axes: &[(&str, &str)],
        values: &dyn Kept,
        recorder: &mut Recorder,
    ) {
        // The place of a cell in row-major order: (a n_b + b) n_c + c ...
        let counter = axes.iter().zip(values.extents());
        let counter = counter.fold(None, |before: Option<Place>, (&(_, name), &extent)| {
            let within = before.map(|before| before * extent + var(name));
            Some(within.unwrap_or_else(|| var(name)))
        });
        let counter = counter.expect("what is drawn has an axis");
        let spread = constant(self.spread(), r"1/\sqrt{d_\text{in}}");
        let body = build::draw(run.layer.seed, self.stream, counter) * spread;
        let meaning = (self.name, self.symbol, Role::Parameter);
        keep(recorder, meaning, axes, body, values);
    }
}
