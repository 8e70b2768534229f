//! What holds for every plan, without a GPU.

use headwise_cases::Answer;
use headwise_core::{AttentionError, ErrorCode, Options};
use headwise_gpu::plan::{self, FlashKernel, FlashTile, Limits, Plan, Precision};
use headwise_gpu::shaders::Access;
use headwise_gpu::{GpuErrorCode, twins};
use proptest::prelude::*;

use crate::cases::{Case, Inputs, any_case};
use crate::support::{config, tolerance_of};

/// Every override given, every binding bound to a buffer that exists, nothing written twice by hand.
fn check(plan: &Plan) {
    for dispatch in &plan.dispatches {
        let is_half = dispatch.shader.name == "flash_half";
        assert_eq!(dispatch.shader.half, is_half, "half precision");
        let given: Vec<_> = dispatch.overrides.iter().map(|(name, _)| *name).collect();
        assert_eq!(given, dispatch.shader.overrides);
        assert_eq!(dispatch.bindings.len(), dispatch.shader.bindings.len());
        for (&buffer, binding) in dispatch.bindings.iter().zip(dispatch.shader.bindings) {
            let planned = &plan.buffers[buffer];
            let written = planned.source == plan::Source::Dispatches;
            assert!(
                written || binding.access != Access::Write,
                "{} is an input",
                planned.name
            );
            let once = dispatch
                .bindings
                .iter()
                .filter(|&&other| other == buffer)
                .count();
            assert_eq!(once, 1, "{} is bound twice", planned.name);
        }
        assert!(dispatch.groups.iter().all(|&count| count > 0));
    }
}

proptest! {
    #![proptest_config(config(300))]

    /// The whole plan run by the twins, with each tile that the default limits allow.
    #[test]
    fn flash_plans_compute_attention(case in any_case(), choice in 0..5_usize) {
        let limits = software();
        let tiles = FlashTile::candidates(case.value_dim, &limits);
        let tile = tiles[choice % tiles.len()];
        let inputs = case.inputs();
        let plan = plan::flash_with(&inputs.dims(), &inputs.options(), &limits, tile).unwrap();
        check(&plan);
        judge(&plan, &inputs, Precision::F32);
    }

    #[test]
    fn flash_plans_in_half_precision_compute_attention(case in any_case(), choice in 0..5_usize) {
        let tiles = FlashTile::candidates(case.value_dim, &HALF);
        let tile = tiles[choice % tiles.len()];
        let inputs = case.inputs();
        let plan = plan::flash_with(&inputs.dims(), &inputs.options(), &HALF, tile).unwrap();
        check(&plan);
        judge(&plan, &inputs, Precision::F16Staging);
    }

    #[test]
    fn decode_plans_compute_attention(case in any_case(), longer in 0..=200_usize, quads: bool) {
        let inputs = Case { kv_len: case.kv_len + longer, ..case }.inputs();
        let limits = if quads { software() } else { Limits::default() };
        let plan = plan::decode(&inputs.dims(), &inputs.options(), &limits).unwrap();
        check(&plan);
        judge(&plan, &inputs, Precision::F32);
    }
}

/// An adapter that computes on the CPU, and has subgroups.
fn software() -> Limits {
    Limits {
        quads: true,
        software: true,
        ..Limits::default()
    }
}

/// A GPU of which half precision was asked.
const HALF: Limits = Limits {
    workgroup_bytes: 16_384,
    invocations: 256,
    binding_bytes: 128 << 20,
    groups: 65_535,
    storage_buffers: 8,
    quads: true,
    software: false,
    precision: Precision::F16Staging,
};

/// Runs the twins and compares with the reference.
fn judge(plan: &Plan, inputs: &Inputs, precision: Precision) {
    let memory = twins::run(plan, &inputs.operands());
    let result = |at: usize| twins::floats(&memory[plan.results[at]]);
    let answer = Answer {
        out: result(0),
        lse: result(1),
    };
    if let Err(difference) = answer.agrees(&inputs.expected(), tolerance_of(precision)) {
        panic!("{difference}");
    }
}

#[test]
fn there_is_a_tile_for_every_width_within_the_default_limits() {
    for value_dim in [0, 1, 31, 32, 64, 65, 80, 128, 129, 1000] {
        let tiles = FlashTile::candidates(value_dim, &Limits::default());
        assert!(!tiles.is_empty(), "{value_dim}");
        for tile in tiles {
            assert!(tile.workgroup_bytes() <= 16_384, "{tile:?}");
            assert!(tile.threads_x * tile.threads_y <= 256, "{tile:?}");
        }
    }
}

#[test]
fn quads_serve_adapters_in_software_that_have_them_and_no_others() {
    for (limits, flash, decode) in [
        (software(), "flash_quads", "decode_quads"),
        (
            Limits {
                quads: false,
                ..software()
            },
            "flash_forward",
            "decode_split",
        ),
        (
            Limits {
                software: false,
                ..software()
            },
            "flash_forward",
            "decode_split",
        ),
    ] {
        let inputs = Case::plain(5, 7, 64, 64).inputs();
        let (dims, options) = (inputs.dims(), inputs.options());
        let first = |plan: Plan| plan.dispatches[0].shader.name;
        assert_eq!(first(plan::flash(&dims, &options, &limits).unwrap()), flash);
        assert_eq!(
            first(plan::decode(&dims, &options, &limits).unwrap()),
            decode
        );
    }
}

/// Twice as many columns of K, and keys of V, in the memory of one f32 kernel.
#[test]
fn half_precision_stages_twice_as_much_at_once() {
    for (value_dim, depth) in [(64, 32), (128, 16)] {
        let [full, half] =
            [Limits::default(), HALF].map(|limits| FlashTile::choose(value_dim, &limits));
        assert_eq!((half.rows(), half.keys(), half.depth), (64, 32, depth));
        assert_eq!((full.rows(), full.keys(), full.depth), (64, 32, depth / 2));
        assert_eq!(half.workgroup_bytes(), full.workgroup_bytes());
    }
}

#[test]
fn half_precision_is_taken_where_it_was_asked_for_and_nowhere_else() {
    for limits in [Limits::default(), software()] {
        let tiles = FlashTile::candidates(64, &limits);
        assert!(tiles.iter().all(|tile| tile.kernel != FlashKernel::Half));
        let limits = Limits {
            precision: Precision::F16Staging,
            ..limits
        };
        let tiles = FlashTile::candidates(64, &limits);
        assert!(tiles.iter().all(|tile| tile.kernel == FlashKernel::Half));
    }
}

#[test]
fn only_widths_of_no_whole_vectors_are_padded() {
    for (head_dim, value_dim, passes) in
        [(64, 80, 0), (0, 0, 0), (63, 64, 2), (64, 65, 1), (1, 2, 3)]
    {
        let inputs = Case::plain(5, 7, head_dim, value_dim).inputs();
        let plan = plan::flash(&inputs.dims(), &inputs.options(), &Limits::default()).unwrap();
        let names = plan.dispatches.iter().map(|dispatch| dispatch.shader.name);
        let count = names.filter(|&name| name == "pad_rows").count();
        assert_eq!(count, passes, "{head_dim}, {value_dim}");
    }
}

#[test]
fn more_workgroup_memory_allows_more_tiles() {
    let roomy = Limits {
        workgroup_bytes: 49_152,
        ..Limits::default()
    };
    let few = FlashTile::candidates(64, &Limits::default()).len();
    assert!(FlashTile::candidates(64, &roomy).len() > few);
}

#[test]
fn a_problem_that_the_device_cannot_hold_is_refused() {
    let inputs = Case::plain(64, 64, 64, 64).inputs();
    let options = inputs.options();
    let small = Limits {
        binding_bytes: 4096,
        ..Limits::default()
    };
    let error = plan::flash(&inputs.dims(), &options, &small).unwrap_err();
    assert_eq!(error.code(), GpuErrorCode::LimitsTooLow);
    assert_eq!(
        error.to_string(),
        "attention: q has 16384 bytes, a buffer at most 4096 (limits-too-low)"
    );
    let narrow = Limits {
        groups: 1,
        ..Limits::default()
    };
    let tall = Case::plain(65, 1, 1, 1).inputs();
    let error = plan::flash(&tall.dims(), &tall.options(), &narrow).unwrap_err();
    assert_eq!(error.code(), GpuErrorCode::LimitsTooLow);
}

#[test]
fn a_bad_call_is_refused_as_the_core_refuses_it() {
    let inputs = Case::plain(2, 2, 2, 2).inputs();
    let options = Options {
        softcap: Some(-1.0),
        ..Options::default()
    };
    let error = plan::flash(&inputs.dims(), &options, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), GpuErrorCode::Refused);
    assert_eq!(
        error.refusal().map(AttentionError::code),
        Some(ErrorCode::BadSetting)
    );
}

#[test]
fn nothing_to_compute_is_nothing_dispatched() {
    let inputs = Case::plain(0, 5, 4, 4).inputs();
    let plan = plan::flash(&inputs.dims(), &inputs.options(), &Limits::default()).unwrap();
    assert!(plan.dispatches.is_empty());
}
