//! Decoding at the sizes that break its groups of keys, its runs of values and its vectors.

use headwise_cases::{Case, tolerance};
use headwise_cpu::lanes::Lanes;

use crate::case::run;

/// None, and what is about a group of 4, a run of 32 and a chunk of 256 keys.
const KEYS: [usize; 13] = [0, 1, 3, 4, 5, 7, 8, 9, 31, 32, 33, 255, 257];

/// Less than a vector, and with vectors, pairs of vectors and blocks of 32 columns left over or not.
const WIDTHS: [usize; 10] = [1, 3, 4, 9, 44, 64, 80, 96, 128, 130];

pub(crate) fn every_width_meets_every_length<L: Lanes>() {
    for head_dim in WIDTHS {
        for (at, kv_len) in KEYS.into_iter().enumerate() {
            let value_dim = WIDTHS[at % WIDTHS.len()];
            judge::<L>(&Case::plain(1, kv_len, head_dim, value_dim));
            judge::<L>(&Case::plain(1, kv_len, value_dim, head_dim));
        }
    }
}

pub(crate) fn rows_share_a_head<L: Lanes>() {
    for (group, q_len) in [(2, 1), (1, 2), (7, 1), (4, 2), (8, 1)] {
        for kv_len in [9, 33, 257] {
            let case = Case {
                batch: 2,
                kv_heads: 2,
                group,
                causal: true,
                padded: kv_len > 33,
                seed: 40,
                ..Case::plain(q_len, kv_len, 20, 36)
            };
            judge::<L>(&case);
        }
    }
}

pub(crate) fn what_is_not_finite_counts_where_it_is_seen<L: Lanes>() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for (at, seen) in [(0, true), (30, true), (31, true), (32, false), (269, false)] {
            let case = Case {
                // Query 0 sees keys up to 30, query 1 one more.
                causal: true,
                offset: Some(30),
                ..Case::plain(2, 270, 12, 35)
            };
            let mut inputs = case.inputs();
            inputs.v[[0, 0, at, 33]] = bad;
            let answer = run::<L>(&inputs, false).expect("an answer");
            let agreed = answer.agrees(&inputs.expected(), tolerance::SINGLE);
            agreed.unwrap_or_else(|failure| panic!("{bad} at {at}: {failure}"));
            assert_eq!(
                answer.out.iter().all(|x| x.is_finite()),
                !seen,
                "{bad} at {at}"
            );
        }
    }
}

fn judge<L: Lanes>(case: &Case) {
    let inputs = case.inputs();
    let answer = run::<L>(&inputs, false).unwrap_or_else(|error| panic!("{case:?}: {error}"));
    let agreed = answer.agrees(&inputs.expected(), tolerance::SINGLE);
    agreed.unwrap_or_else(|failure| panic!("{case:?}: {failure}"));
}
