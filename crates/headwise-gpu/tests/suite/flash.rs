//! Flash attention on the GPU against the reference in f64.

use headwise_cases::{Answer, tolerance};
use headwise_gpu::plan::{self, FlashTile, Plan, Source};
use headwise_gpu::{Engine, Tensor, twins};
use ndarray::{ArrayD, IxDyn};
use pollster::block_on;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::cases::{Case, Inputs, any_case};
use crate::support::{assert_close, config, engine, tolerance_of};

pub(crate) fn upload(engine: &Engine, inputs: &Inputs) -> [Tensor; 3] {
    [&inputs.q, &inputs.k, &inputs.v]
        .map(|x| block_on(engine.upload(x.shape(), x.as_slice().unwrap())).unwrap())
}

pub(crate) fn answer(engine: &Engine, inputs: &Inputs) -> Answer {
    let [q, k, v] = upload(engine, inputs);
    let attended = block_on(engine.attention(&q, &k, &v, &inputs.options())).unwrap();
    let read = |tensor| block_on(engine.read(tensor)).unwrap();
    Answer {
        out: read(&attended.out),
        lse: read(&attended.lse),
    }
}

#[track_caller]
pub(crate) fn compare(engine: &Engine, case: &Case) {
    let inputs = case.inputs();
    let answer = answer(engine, &inputs);
    let tolerance = tolerance_of(engine.limits().precision);
    if let Err(difference) = answer.agrees(&inputs.expected(), tolerance) {
        panic!("{difference}, in {case:?}");
    }
}

#[test]
fn any_problem_agrees_with_the_reference() {
    let Some(engine) = engine() else { return };
    println!("{:?}", engine.info());
    any_problem(engine, 40);
}

/// So many with each tile that the engine may choose.
pub(crate) fn any_problem(mut engine: Engine, cases: u32) {
    let limits = *engine.limits();
    for choice in 0..5 {
        let mut runner = TestRunner::new(config(cases));
        for _ in 0..cases {
            let case = any_case().new_tree(&mut runner).expect("a case").current();
            let tiles = FlashTile::candidates(case.value_dim, &limits);
            let tile = tiles[choice % tiles.len()];
            engine = engine.with_tile(Some(tile));
            compare(&engine, &case);
        }
    }
}

/// Buffer by buffer: what the shaders wrote against what their twins wrote.
#[track_caller]
pub(crate) fn compare_with_twin(engine: &Engine, plan: &Plan, inputs: &Inputs) {
    let [q, k, v] = upload(engine, inputs);
    let run = block_on(engine.run("attention", plan, &[&q, &k, &v])).unwrap();
    let twin = twins::run(plan, &inputs.operands());
    for (at, buffer) in plan.buffers.iter().enumerate() {
        if buffer.source == Source::Dispatches {
            let wide = twins::floats(&twin[at]).into_iter().map(f64::from);
            let own = block_on(engine.read(&run[at])).unwrap();
            assert_close(buffer.name, &own, &wide.collect::<Vec<f64>>());
        }
    }
}

#[test]
fn the_shaders_agree_with_their_twins() {
    let Some(engine) = engine() else { return };
    let inputs = Case::rich(37, 41).inputs();
    let (dims, options, limits) = (inputs.dims(), inputs.options(), engine.limits());
    for tile in FlashTile::candidates(dims.value_dim, limits) {
        let plan = plan::flash_with(&dims, &options, limits, tile).unwrap();
        compare_with_twin(&engine, &plan, &inputs);
    }
}

/// Documents packed into one sequence: most tiles are wholly hidden or wholly seen, and rows of padding
/// see nothing at all.
#[test]
fn tiles_that_a_mask_hides_are_skipped_without_a_difference() {
    let Some(mut engine) = engine() else { return };
    let document = |at: usize| at / 70;
    let sees = |cell: [usize; 2]| cell[0] < 200 && document(cell[0]) == document(cell[1]);
    let boolean = ArrayD::from_shape_fn(IxDyn(&[210, 210]), |at| sees([at[0], at[1]]));
    let additive = boolean.mapv(|seen| if seen { 0.0 } else { f32::NEG_INFINITY });
    for is_boolean in [true, false] {
        let mut inputs = Case::plain(210, 210, 16, 16).inputs();
        inputs.boolean = is_boolean.then(|| boolean.clone());
        inputs.additive = (!is_boolean).then(|| additive.clone());
        for tile in FlashTile::candidates(16, engine.limits()) {
            engine = engine.with_tile(Some(tile));
            let agreed = answer(&engine, &inputs).agrees(&inputs.expected(), tolerance::SHADER);
            assert_eq!(agreed, Ok(()), "{tile:?}");
        }
    }
}

#[test]
fn memory_is_counted_used_again_and_given_back() {
    let Some(engine) = engine() else { return };
    let inputs = Case::plain(33, 65, 16, 16).inputs();
    answer(&engine, &inputs);
    let first = engine.memory();
    assert_eq!(first.in_use, 0);
    assert!(first.pooled > 0);
    for _ in 0..1000 {
        answer(&engine, &inputs);
    }
    assert_eq!(engine.memory(), first, "the same call needs no new memory");
    let held = upload(&engine, &inputs);
    assert!(engine.memory().in_use > 0);
    drop(held);
    engine.trim();
    assert_eq!((engine.memory().in_use, engine.memory().pooled), (0, 0));
}

#[test]
fn tuning_measures_once_and_changes_no_answer() {
    let Some(engine) = engine() else { return };
    let readings = std::cell::Cell::new(0.0);
    // A clock that only counts: the first tile to be timed wins, since every run takes as long.
    let clock = || {
        readings.set(readings.get() + 1.0);
        readings.get()
    };
    let tile = block_on(engine.tune(16, 16, clock)).unwrap();
    assert_eq!(tile, FlashTile::choose(16, engine.limits()));
    let after = readings.get();
    assert_eq!(block_on(engine.tune(16, 16, clock)).unwrap(), tile);
    assert_eq!(readings.get(), after, "the answer was known");
    compare(&engine, &Case::plain(33, 65, 16, 16));
}

#[test]
fn what_was_tuned_can_be_kept_and_nonsense_is_left_out() {
    let (Some(first), Some(second)) = (engine(), engine()) else {
        return;
    };
    let tile = block_on(first.tune(16, 16, || 0.0)).unwrap();
    let text = first.tuning();
    assert_eq!(text, "16 16 0\n");
    second.recall_tuning(&format!("{text}16 8 99\n16\nnonsense\n8 -1 0\n"));
    assert_eq!(second.tuning(), text);
    let recalled = block_on(second.tune(16, 16, || panic!("it was recalled"))).unwrap();
    assert_eq!(recalled, tile);
}
