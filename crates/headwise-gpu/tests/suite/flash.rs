//! Flash attention on the GPU against the reference in f64.

use headwise_core::{Mask, Options, Window};
use headwise_gpu::plan::{self, FlashTile, Limits, Plan, Source};
use headwise_gpu::{Engine, Tensor, twins};
use pollster::block_on;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::cases::{Case, Inputs, MaskKind, any_case};
use crate::support::{CLOSE, assert_close, config, difference, engine};

pub(crate) fn upload(engine: &Engine, inputs: &Inputs) -> [Tensor; 3] {
    [&inputs.q, &inputs.k, &inputs.v]
        .map(|x| block_on(engine.upload(x.shape(), x.as_slice().unwrap())).unwrap())
}

/// out and lse.
pub(crate) fn attend(engine: &Engine, inputs: &Inputs) -> [Vec<f32>; 2] {
    let [q, k, v] = upload(engine, inputs);
    let attended = block_on(engine.attention(&q, &k, &v, &inputs.options())).unwrap();
    [&attended.out, &attended.lse].map(|tensor| block_on(engine.read(tensor)).unwrap())
}

#[track_caller]
pub(crate) fn compare(engine: &Engine, case: &Case) {
    let inputs = case.inputs();
    let expected = inputs.expected();
    let [out, lse] = attend(engine, &inputs);
    assert_close(&format!("out of {case:?}"), &out, &expected.out);
    assert_close(&format!("lse of {case:?}"), &lse, &expected.lse);
}

#[test]
fn any_problem_agrees_with_the_reference() {
    let Some(mut engine) = engine() else { return };
    println!("{:?}", engine.info());
    let limits = *engine.limits();
    for choice in 0..4 {
        let mut runner = TestRunner::new(config(40));
        for _ in 0..40 {
            let case = any_case().new_tree(&mut runner).expect("a case").current();
            let tiles = FlashTile::candidates(case.value_dim, &limits);
            engine = engine.with_tile(Some(tiles[choice % tiles.len()]));
            compare(&engine, &case);
        }
    }
}

/// Sizes around a tile's sides in every direction, with and without causality.
#[test]
fn sizes_that_break_tiles() {
    let Some(engine) = engine() else { return };
    for q_len in [1, 31, 32, 33] {
        for kv_len in [0, 1, 31, 32, 33, 64, 65] {
            for (head_dim, value_dim) in [(1, 3), (33, 65), (80, 80), (128, 129)] {
                for causal in [false, true] {
                    compare(
                        &engine,
                        &Case {
                            causal,
                            ..Case::plain(q_len, kv_len, head_dim, value_dim)
                        },
                    );
                }
            }
        }
    }
}

#[test]
fn fully_masked_rows_give_zeros() {
    let Some(engine) = engine() else { return };
    let case = Case {
        causal: true,
        offset: Some(-20),
        ..Case::plain(40, 40, 8, 8)
    };
    let [out, lse] = attend(&engine, &case.inputs());
    assert!(out[..20 * 8].iter().all(|&x| x == 0.0));
    assert!(lse[..20].iter().all(|&x| x == f32::NEG_INFINITY));
    compare(&engine, &case);
}

/// Scores of several hundred, and of hundreds of thousands: one key takes it all.
#[test]
fn huge_scores_overflow_nothing() {
    let Some(engine) = engine() else { return };
    for (heat, seen) in [(100.0, 1e-4), (1e5, 1e-4)] {
        let inputs = Case {
            heat,
            causal: true,
            ..Case::plain(40, 70, 64, 64)
        }
        .inputs();
        let [out, lse] = attend(&engine, &inputs);
        let expected = inputs.expected();
        // An error of 1e-7 in a score of 1e3 is one of 1e-4 in its weight.
        assert!(difference(&out, &expected.out) < seen, "heat {heat}");
        assert!(difference(&lse, &expected.lse) < 1e-6, "heat {heat}");
    }
}

/// A key that is hidden takes no part, even when it is NaN or infinite.
#[test]
fn hidden_keys_and_values_may_be_anything() {
    let Some(engine) = engine() else { return };
    for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut inputs = Case {
            causal: true,
            ..Case::plain(40, 40, 8, 8)
        }
        .inputs();
        inputs.k[[0, 0, 39, 3]] = odd;
        inputs.v[[0, 0, 39, 3]] = odd;
        inputs.v[[0, 0, 20, 3]] = odd;
        let [out, _] = attend(&engine, &inputs);
        let expected = inputs.expected();
        let before_last = 39 * 8;
        assert_close(
            "the rows before",
            &out[..before_last],
            expected.out.as_slice().unwrap()[..before_last].iter(),
        );
    }
}

#[test]
fn long_rows_stay_accurate() {
    let Some(engine) = engine() else { return };
    let case = Case {
        kv_heads: 2,
        group: 2,
        ..Case::plain(65, 1000, 64, 64)
    };
    let inputs = case.inputs();
    let expected = inputs.expected();
    let [out, lse] = attend(&engine, &inputs);
    let (out, lse) = (
        difference(&out, &expected.out),
        difference(&lse, &expected.lse),
    );
    println!("{}: out {out:.1e}, lse {lse:.1e}", engine.info().adapter);
    assert!(out <= CLOSE && lse <= CLOSE);
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

/// A case with a bit of everything.
pub(crate) fn rich(q_len: usize, kv_len: usize) -> Case {
    let mask = MaskKind {
        boolean: false,
        rank: 3,
        stretched: [false, false, false],
        missing: 1,
    };
    Case {
        batch: 2,
        kv_heads: 2,
        group: 2,
        mask: Some(mask),
        softcap: Some(2.0),
        window: Window {
            left: Some(20),
            right: None,
        },
        sinks: 2,
        padded: true,
        seed: 33,
        ..Case::plain(q_len, kv_len, 24, 40)
    }
}

#[test]
fn the_shader_agrees_with_its_twin() {
    let Some(engine) = engine() else { return };
    let inputs = rich(37, 41).inputs();
    let plan = plan::flash(&inputs.dims(), &inputs.options(), &Limits::default()).unwrap();
    compare_with_twin(&engine, &plan, &inputs);
}

#[test]
fn memory_is_counted_used_again_and_given_back() {
    let Some(engine) = engine() else { return };
    let inputs = Case::plain(33, 65, 16, 16).inputs();
    attend(&engine, &inputs);
    let first = engine.memory();
    assert_eq!(first.in_use, 0);
    assert!(first.pooled > 0);
    for _ in 0..20 {
        attend(&engine, &inputs);
    }
    assert_eq!(engine.memory(), first, "the same call needs no new memory");
    let held = upload(&engine, &inputs);
    assert!(engine.memory().in_use > 0);
    drop(held);
    engine.trim();
    assert_eq!((engine.memory().in_use, engine.memory().pooled), (0, 0));
}

/// A bias of the lowest f32, as some models mask with, hides nothing: a row of them is uniform.
#[test]
fn a_lowest_bias_is_a_number_like_any_other() {
    let Some(engine) = engine() else { return };
    let inputs = Case::plain(3, 40, 8, 8).inputs();
    let mask = ndarray::ArrayD::from_elem(ndarray::IxDyn(&[40]), f32::MIN);
    let options = Options {
        mask: Some(Mask::Additive(mask.view())),
        ..Options::default()
    };
    let [q, k, v] = upload(&engine, &inputs);
    let attended = block_on(engine.attention(&q, &k, &v, &options)).unwrap();
    let out = block_on(engine.read(&attended.out)).unwrap();
    let mean = inputs
        .v
        .mean_axis(ndarray::Axis(2))
        .unwrap()
        .mapv(f64::from);
    for row in out.chunks(8) {
        assert_close("a uniform row", row, &mean);
    }
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
