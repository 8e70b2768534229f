//! Tensors whose rules have one variable an axis.

use crate::cells::Kept;
use crate::recorder::{Meaning, Recorder};
use headwise_core::trace::Role;
use headwise_core::trace::build::{Formula, rule};

/// Records a tensor: its name, symbol and role, each axis with its variable, and what a cell is.
pub(super) fn keep(
    recorder: &mut Recorder,
    (name, symbol, role): (&str, &str, Role),
    axes: &[(&str, &str)],
    body: Formula,
    values: &dyn Kept,
) {
    let (names, vars): (Vec<&str>, Vec<&str>) = axes.iter().copied().unzip();
    let meaning = Meaning {
        name,
        symbol,
        role,
        axes: &names,
        rule: rule(vars, body),
    };
    recorder.tensor(meaning, values);
}
