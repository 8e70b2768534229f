//! NaN and infinities: each case is run with few queries and with many, which are computed apart.

use headwise_cpu::lanes::Lanes;

use crate::case::{Case, Inputs};

const BAD: [f32; 3] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
const Q_LENS: [usize; 3] = [1, 7, 60];

/// A causal problem of 300 keys with one number replaced, checked against the reference.
fn check<L: Lanes>(q_len: usize, change: impl Fn(&mut Inputs)) {
    for causal in [true, false] {
        let case = Case {
            causal,
            ..Case::plain(q_len, 300, 5, 6)
        };
        let mut inputs = case.inputs();
        change(&mut inputs);
        case.check::<L>(&inputs);
    }
}

/// Keys at the end are hidden from all rows, or from some.
pub(crate) fn what_is_hidden_never_poisons<L: Lanes>() {
    for q_len in Q_LENS {
        for bad in BAD {
            for key in [299, 290, 3] {
                let case = Case {
                    causal: true,
                    offset: Some(250),
                    ..Case::plain(q_len, 300, 5, 6)
                };
                let mut inputs = case.inputs();
                inputs.k[[0, 0, key, 2]] = bad;
                inputs.v[[0, 0, key, 4]] = bad;
                case.check::<L>(&inputs);
            }
        }
    }
}

pub(crate) fn a_visible_nan_makes_its_row_nan<L: Lanes>() {
    for q_len in Q_LENS {
        for key in [0, 5, 299] {
            check::<L>(q_len, |inputs| inputs.k[[0, 0, key, 2]] = f32::NAN);
            check::<L>(q_len, |inputs| inputs.v[[0, 0, key, 2]] = f32::NAN);
        }
        check::<L>(q_len, |inputs| inputs.q[[0, 0, q_len / 2, 2]] = f32::NAN);
    }
}

pub(crate) fn infinite_values_stay_infinite<L: Lanes>() {
    for q_len in Q_LENS {
        for key in [0, 297, 299] {
            check::<L>(q_len, |inputs| inputs.v[[0, 0, key, 3]] = f32::INFINITY);
        }
    }
}

/// A score of +inf gives inf - inf; one of -inf says that the key is hidden, so that its value, too, is
/// not read.
pub(crate) fn an_infinite_score_is_nan_or_hides_its_key<L: Lanes>() {
    for q_len in Q_LENS {
        for key in [1, 299] {
            for bad in BAD {
                check::<L>(q_len, |inputs| {
                    inputs.k[[0, 0, key, 2]] = bad;
                    inputs.v[[0, 0, key, 3]] = bad;
                });
            }
        }
        check::<L>(q_len, |inputs| inputs.q[[0, 0, 0, 2]] = f32::INFINITY);
    }
}
