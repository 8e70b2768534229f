//! The properties that every backend has, on one type of lanes.

use headwise_cases::properties::Property;
use headwise_cases::{Answer, Inputs, Subject, Tiles, tolerance};
use headwise_cpu::{Problem, lanes::Lanes};

/// What the kernel answers, its blocks run in their order or in the opposite one.
pub(crate) fn run<L: Lanes>(inputs: &Inputs<f32>, backwards: bool) -> Result<Answer, String> {
    let [q, k, v] = inputs.operands();
    let problem = Problem::<L>::new(inputs.dims(), q, k, v, &inputs.options());
    let mut problem = problem.map_err(|error| error.to_string())?;
    let (mut out, mut lse) = problem.allocate();
    // A row that is not written is noticed: no row of a result is 7.
    out.fill(7.0);
    lse.fill(7.0);
    let blocks = problem.blocks();
    for block in 0..blocks {
        let block = if backwards { blocks - 1 - block } else { block };
        problem.run_block(block, &mut out, &mut lse);
    }
    Ok(Answer { out, lse })
}

/// Asserts a property of the kernel on these lanes.
#[track_caller]
pub(crate) fn has<L: Lanes>(property: Property) {
    let subject = Subject {
        attention: &|inputs| run::<L>(inputs, false),
        tiles: Tiles::CPU,
        tolerance: tolerance::SINGLE,
        cases: 300,
    };
    if let Err(failure) = property(&subject) {
        panic!("{failure}");
    }
}
