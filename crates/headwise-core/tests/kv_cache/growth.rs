//! What appends report, against what was seen to happen.

use headwise_cases::config;
use headwise_core::ErrorCode;
use headwise_core::kv_cache::{Contiguous, Growth, RowShape, Rows};
use ndarray::Array2;
use proptest::prelude::*;

const SHAPE: RowShape = RowShape {
    kv_heads: 2,
    head_dim: 3,
    value_dim: 1,
};
/// Bytes of a row of f64.
const ROW: usize = 2 * (3 + 1) * 8;

fn append(cache: &mut Contiguous<f64>) -> Result<Growth, headwise_core::AttentionError> {
    cache.append(Array2::ones((2, 3)).view(), Array2::ones((2, 1)).view())
}

#[test]
fn doubling_copies_what_was_there_and_gives_the_old_memory_back() {
    let mut cache = Contiguous::growing(SHAPE);
    let reports: Vec<Growth> = (0..5).map(|_| append(&mut cache).unwrap()).collect();
    let rows = |pick: fn(&Growth) -> usize| -> Vec<usize> {
        reports.iter().map(|growth| pick(growth) / ROW).collect()
    };
    assert_eq!(rows(|growth| growth.written), [1, 1, 1, 1, 1]);
    assert_eq!(rows(|growth| growth.allocated), [1, 2, 4, 0, 8]);
    assert_eq!(rows(|growth| growth.freed), [0, 1, 2, 0, 4]);
    assert_eq!(rows(|growth| growth.copied), [0, 1, 2, 0, 4]);
    assert_eq!(cache.bytes(), 8 * ROW);
}

#[test]
fn a_reserved_cache_takes_its_size_and_no_token_more() {
    let mut cache = Contiguous::reserved(SHAPE, 2).unwrap();
    for token in 0..2 {
        let growth = append(&mut cache).unwrap();
        assert_eq!((growth.token, growth.slot), (token, token));
        assert_eq!((growth.allocated, growth.copied), (0, 0));
    }
    let full = append(&mut cache).unwrap_err();
    assert_eq!(full.code(), ErrorCode::CacheFull);
    // The token that was one too many, and those that there is room for.
    assert_eq!((full.left, full.right), (vec![3], vec![2]));
    assert_eq!((cache.len(), cache.bytes()), (2, 2 * ROW));
    assert_eq!([0, 1].map(|row| cache.token(row)), [0, 1]);
}

#[test]
fn tokens_of_other_widths_and_sizes_beyond_memory_are_refused() {
    let mut cache = Contiguous::<f64>::growing(SHAPE);
    for (keys, values) in [((2, 2), (2, 1)), ((2, 3), (1, 1)), ((3, 2), (2, 1))] {
        let error = cache.append(Array2::ones(keys).view(), Array2::ones(values).view());
        assert_eq!(error.unwrap_err().code(), ErrorCode::ShapeMismatch);
    }
    assert!(cache.is_empty());
    let error = Contiguous::<f64>::reserved(SHAPE, usize::MAX / 4).unwrap_err();
    assert_eq!(error.code(), ErrorCode::TooLarge);
}

proptest! {
    #![proptest_config(config(50))]

    /// Appending n tokens one by one copies fewer than 2 n rows in all.
    #[test]
    fn doubling_is_paid_for_by_the_appends(tokens in 1..300_usize) {
        let mut cache = Contiguous::growing(SHAPE);
        let mut held = 0;
        let mut copied = 0;
        for _ in 0..tokens {
            let growth = append(&mut cache).unwrap();
            held = held + growth.allocated - growth.freed;
            copied += growth.copied;
            prop_assert_eq!(held, cache.bytes());
        }
        prop_assert!(copied < 2 * tokens * ROW);
    }
}
