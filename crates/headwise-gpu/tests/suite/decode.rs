//! Attention of few queries, its keys split among workgroups.

use headwise_gpu::plan::{self, Limits};

use crate::cases::Case;
use crate::flash::{compare, compare_with_twin};
use crate::support::engine;

/// Numbers of keys around those of a workgroup, and of rows around those that share a read.
#[test]
fn splits_and_rows_of_every_remainder() {
    let Some(engine) = engine() else { return };
    for kv_len in [129, 255, 256, 257, 700] {
        for (group, q_len) in [(1, 1), (3, 1), (4, 1), (1, 5), (2, 4)] {
            let case = Case {
                group,
                kv_heads: 2,
                causal: true,
                ..Case::plain(q_len, kv_len, 33, 65)
            };
            assert!(plan::is_decode(&case.inputs().dims()), "{case:?}");
            compare(&engine, &case);
        }
    }
}

#[test]
fn widths_beyond_a_stage_and_beyond_the_threads() {
    let Some(engine) = engine() else { return };
    compare(&engine, &Case::plain(2, 300, 200, 130));
    compare(&engine, &Case::plain(1, 300, 0, 1));
    compare(&engine, &Case::plain(1, 300, 5, 0));
}

/// The parts m, l and O of each split among the rest.
#[test]
fn the_shaders_agree_with_their_twins() {
    let Some(engine) = engine() else { return };
    let inputs = Case::rich(2, 300).inputs();
    for limits in [Limits::default(), *engine.limits()] {
        let plan = plan::decode(&inputs.dims(), &inputs.options(), &limits).unwrap();
        compare_with_twin(&engine, &plan, &inputs);
    }
}
