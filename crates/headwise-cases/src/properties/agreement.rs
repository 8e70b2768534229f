//! The same numbers as the reference in f64.

use crate::{Case, Subject};

/// Any problem with any options.
pub fn agrees_with_the_reference(subject: &Subject<'_>) -> Result<(), String> {
    subject.for_any_case(1, |case| subject.judge(&case.inputs()))
}

/// One less than a tile, a tile, one more, in both directions; none, and one.
pub fn agrees_where_lengths_break_tiles(subject: &Subject<'_>) -> Result<(), String> {
    for q_len in about(subject.tiles.rows) {
        for kv_len in about(subject.tiles.columns) {
            for causal in [false, true] {
                subject.judge_case(&Case {
                    causal,
                    ..Case::plain(q_len, kv_len, 8, 8)
                })?;
            }
        }
    }
    Ok(())
}

/// Head widths about those of vectors, each beside the next and the other way round.
pub fn agrees_where_widths_break_vectors(subject: &Subject<'_>) -> Result<(), String> {
    let widths = about(subject.tiles.widths);
    for pair in widths.windows(2) {
        for (head_dim, value_dim) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            for q_len in [2, 20] {
                subject.judge_case(&Case::plain(q_len, 21, head_dim, value_dim))?;
            }
        }
    }
    Ok(())
}

/// Few queries over many keys: kernels split the keys then, and queries of a group share a read.
pub fn agrees_when_decoding(subject: &Subject<'_>) -> Result<(), String> {
    let borders = about(subject.tiles.columns).into_iter();
    for kv_len in borders.filter(|&len| len > 1).chain([700]) {
        for (group, q_len) in [(1, 1), (3, 1), (4, 1), (1, 5), (2, 4)] {
            subject.judge_case(&Case {
                group,
                kv_heads: 2,
                causal: true,
                ..Case::plain(q_len, kv_len, 33, 65)
            })?;
        }
    }
    for seed in 0..6 {
        subject.judge_case(&Case {
            seed: 91 * seed,
            ..Case::rich(3, 400)
        })?;
    }
    Ok(())
}

/// A thousand keys to a row: sums that are taken one by one drift.
pub fn long_rows_stay_accurate(subject: &Subject<'_>) -> Result<(), String> {
    subject.judge_case(&Case {
        kv_heads: 2,
        group: 2,
        ..Case::plain(65, 1000, 64, 64)
    })
}

/// Scores in the hundreds and beyond: one weight is 1 and the rest vanish, without overflow.
pub fn scores_may_be_huge(subject: &Subject<'_>) -> Result<(), String> {
    for heat in [100.0, 1e3, 1e5] {
        for q_len in [1, 30] {
            subject.judge_case(&Case {
                heat,
                causal: true,
                ..Case::plain(q_len, 270, 16, 8)
            })?;
        }
    }
    Ok(())
}

/// None, one, and one less, the same and one more than each border.
fn about(borders: &[usize]) -> Vec<usize> {
    let about = |&border: &usize| [border.saturating_sub(1), border, border + 1];
    let mut lengths: Vec<usize> = [0, 1]
        .into_iter()
        .chain(borders.iter().flat_map(about))
        .collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}
