//! The scores, held whole, at every step.

use headwise_gpu::plan::{self, Limits, ScoreStep};
use headwise_gpu::twins;
use ndarray::Array4;
use pollster::block_on;

use crate::cases::{Case, Expected};
use crate::flash::{compare_with_twin, upload};
use crate::support::{assert_close, engine};

const STEPS: [ScoreStep; 4] = [
    ScoreStep::Scaled,
    ScoreStep::Capped,
    ScoreStep::Masked,
    ScoreStep::Weights,
];

fn expected(run: &Expected, step: ScoreStep) -> &Array4<f64> {
    match step {
        ScoreStep::Scaled => &run.scaled,
        ScoreStep::Capped => &run.capped,
        ScoreStep::Masked => &run.masked,
        ScoreStep::Weights => &run.weights,
    }
}

/// Everything at once, one key, more keys than threads, none; and rows that see nothing.
fn cases() -> Vec<Case> {
    let blind = Case {
        causal: true,
        offset: Some(-3),
        ..Case::plain(5, 5, 3, 3)
    };
    vec![
        Case::rich(7, 70),
        Case::rich(33, 9),
        Case::plain(3, 1, 4, 4),
        Case::plain(2, 0, 4, 4),
        blind,
    ]
}

#[test]
fn the_twins_compute_the_scores() {
    for case in cases() {
        let inputs = case.inputs();
        let run = inputs.expected();
        for step in STEPS {
            let limits = Limits::default();
            let plan = plan::scores(&inputs.dims(), &inputs.options(), step, &limits).unwrap();
            let memory = twins::run(&plan, &inputs.operands());
            let actual = twins::floats(&memory[plan.results[0]]);
            assert_close(
                &format!("{step:?} of {case:?}"),
                &actual,
                expected(&run, step),
            );
        }
    }
}

#[test]
fn the_kernels_compute_the_scores() {
    let Some(engine) = engine() else { return };
    for case in cases() {
        let inputs = case.inputs();
        let run = inputs.expected();
        let [q, k, v] = upload(&engine, &inputs);
        for step in STEPS {
            let scores = block_on(engine.scores([&q, &k, &v], &inputs.options(), step)).unwrap();
            let actual = block_on(engine.read(&scores)).unwrap();
            assert_close(
                &format!("{step:?} of {case:?}"),
                &actual,
                expected(&run, step),
            );
        }
    }
}

/// The log-sum-exp of the rows among the rest.
#[test]
fn both_shaders_agree_with_their_twins() {
    let Some(engine) = engine() else { return };
    let inputs = Case::rich(7, 70).inputs();
    let (dims, options) = (inputs.dims(), inputs.options());
    let plan = plan::scores(&dims, &options, ScoreStep::Weights, &Limits::default()).unwrap();
    compare_with_twin(&engine, &plan, &inputs);
}
