//! Attention against the reference.

use headwise_cpu::lanes::Lanes;
use ndarray::ArrayD;

use crate::case::{Case, Inputs, for_any_case};

pub(crate) fn agrees_with_the_reference<L: Lanes>() {
    for_any_case(300, |case| case.check::<L>(&case.inputs()));
}

/// Strips have 4 or 6 rows, blocks 48; panels have 8 keys, tiles 256.
pub(crate) fn agrees_where_lengths_break_tiles<L: Lanes>() {
    for q_len in [0, 1, 7, 8, 9, 11, 12, 13, 47, 48, 49, 97] {
        for kv_len in [0, 1, 7, 8, 9, 255, 256, 257, 512] {
            for causal in [false, true] {
                let case = Case {
                    causal,
                    ..Case::plain(q_len, kv_len, 8, 8)
                };
                case.check::<L>(&case.inputs());
            }
        }
    }
}

pub(crate) fn agrees_where_widths_break_vectors<L: Lanes>() {
    for (head_dim, value_dim) in [(0, 3), (1, 1), (3, 0), (5, 9), (7, 8), (33, 31), (80, 128)] {
        for q_len in [2, 20] {
            let case = Case::plain(q_len, 21, head_dim, value_dim);
            case.check::<L>(&case.inputs());
        }
    }
}

pub(crate) fn blocks_may_run_in_any_order<L: Lanes>() {
    let case = Case {
        batch: 2,
        kv_heads: 2,
        group: 2,
        causal: true,
        ..Case::plain(100, 300, 9, 10)
    };
    let inputs = case.inputs();
    assert_eq!(case.run::<L>(&inputs, false), case.run::<L>(&inputs, true));
}

/// Scores in the thousands: one weight is 1 and the rest vanish, without overflow.
pub(crate) fn scores_may_be_huge<L: Lanes>() {
    for q_len in [1, 30] {
        let case = Case::plain(q_len, 270, 16, 8);
        let inputs = case.inputs();
        let scaled = Inputs {
            q: &inputs.q * 1000.0,
            ..inputs
        };
        case.check::<L>(&scaled);
    }
}

/// Many programs hide keys by adding the least finite number. A row of nothing else is uniform.
pub(crate) fn a_mask_of_least_numbers_hides_nothing<L: Lanes>() {
    for q_len in [1, 20] {
        let case = Case::plain(q_len, 12, 4, 4);
        let additive = Some(ArrayD::from_elem(vec![1, 12], f32::MIN));
        let inputs = Inputs {
            additive,
            ..case.inputs()
        };
        let (out, lse) = case.run::<L>(&inputs, false);
        let mean = |column: usize| (0..12).map(|j| inputs.v[[0, 0, j, column]]).sum::<f32>() / 12.0;
        for row in out.chunks_exact(4) {
            for (column, &x) in row.iter().enumerate() {
                assert!(
                    (x - mean(column)).abs() < 1e-6,
                    "{x} is not {}",
                    mean(column)
                );
            }
        }
        assert!(lse.iter().all(|&lse| lse == f32::MIN), "{lse:?}");
    }
}
