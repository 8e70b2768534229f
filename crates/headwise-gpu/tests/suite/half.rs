//! Flash attention with K and V staged in half precision.

use headwise_gpu::Engine;
use headwise_gpu::plan::{self, FlashKernel, FlashTile, Limits, Precision};

use crate::cases::{Case, Inputs};
use crate::flash::{answer, any_problem, compare, compare_with_twin};
use crate::support::{engine, half_engine, tolerance_of};

#[test]
fn any_problem_agrees_with_the_reference() {
    let Some(engine) = half_engine() else { return };
    any_problem(engine, 12);
}

/// To the rounding of f32: the twin rounds the same numbers to f16.
#[test]
fn the_shader_agrees_with_its_twin() {
    let Some(engine) = half_engine() else { return };
    for (q_len, kv_len) in [(37, 41), (5, 130)] {
        each_tile(&engine, &Case::rich(q_len, kv_len).inputs());
    }
}

/// Beside the same numbers a tile's others are rounded as ever, and what is too large is not.
#[test]
fn numbers_beyond_f16_agree_with_the_twin() {
    let Some(engine) = half_engine() else { return };
    for at in [0, 129] {
        let mut inputs = Case::plain(37, 130, 24, 40).inputs();
        inputs.k[[0, 0, at, 3]] = 70_000.0;
        inputs.v[[0, 0, at, 5]] = -3e8;
        inputs.q *= 1e-4;
        each_tile(&engine, &inputs);
    }
}

fn each_tile(engine: &Engine, inputs: &Inputs) {
    let (dims, options, limits) = (inputs.dims(), inputs.options(), engine.limits());
    for tile in FlashTile::candidates(dims.value_dim, limits) {
        assert_eq!(tile.kernel, FlashKernel::Half);
        let plan = plan::flash_with(&dims, &options, limits, tile).unwrap();
        compare_with_twin(engine, &plan, inputs);
    }
}

/// An f16 would be infinite, the product with a zero NaN, and the sum of both signs too.
#[test]
fn finite_numbers_give_finite_results() {
    let Some(engine) = half_engine() else { return };
    let mut inputs = Case::plain(40, 70, 16, 16).inputs();
    for row in 0..40 {
        inputs.q[[0, 0, row, 3]] = 0.0;
    }
    inputs.k[[0, 0, 33, 3]] = 1e30;
    inputs.k[[0, 0, 1, 3]] = -65_519.0;
    for (key, value) in [(0, 1e6), (34, -1e6), (69, 65_600.0)] {
        inputs.v[[0, 0, key, 7]] = value;
    }
    let agreed =
        answer(&engine, &inputs).agrees(&inputs.expected(), tolerance_of(Precision::F16Staging));
    assert_eq!(agreed, Ok(()));
}

/// Nobody gets it who has not asked for it.
#[test]
fn it_is_asked_for_or_not_there() {
    let Some(engine) = engine() else { return };
    assert_eq!(engine.limits().precision, Precision::F32);
    let more = Limits {
        precision: Precision::F16Staging,
        ..*engine.limits()
    };
    let engine = engine.with_limits(more);
    assert_eq!(engine.limits().precision, Precision::F32);
}

#[test]
fn an_engine_that_has_it_can_do_without() {
    let Some(engine) = half_engine() else { return };
    let engine = engine.with_limits(Limits::default());
    assert_eq!(engine.limits().precision, Precision::F32);
    compare(&engine, &Case::plain(33, 65, 16, 16));
}
