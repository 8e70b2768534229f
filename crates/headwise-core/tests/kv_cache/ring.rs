//! Sinks stay, the window slides.

use headwise_cases::config;
use headwise_core::kv_cache::{Ring, RowShape, Rows};
use headwise_core::{ErrorCode, Options, Window};
use ndarray::Array2;
use proptest::prelude::*;

use crate::support::{Text, any_text, assert_close};

proptest! {
    #![proptest_config(config(300))]

    /// Against the mask that says the same: the sinks, and a window that ends at the query.
    #[test]
    fn a_ring_decodes_as_the_masked_text(text in any_text(), sinks in 0..5_usize, window in 1..9_usize) {
        let mut cache = Ring::new(text.shape, sinks, window).unwrap();
        let masked = text.prefill(Options {
            window: Window { left: Some(window - 1), right: None },
            sinks,
            ..Options::default()
        });
        for token in 0..text.len() {
            let growth = cache.append(text.keys(token), text.values(token)).unwrap();
            prop_assert_eq!(growth.evicted.is_some(), token >= sinks + window);
            assert_close(&text.decode(token, &cache), &Text::token(&masked, token));
            let held: Vec<usize> = (0..cache.len()).map(|index| cache.token(index)).collect();
            let expected: Vec<usize> =
                (0..=token).filter(|&t| t < sinks || t + window > token).collect();
            prop_assert_eq!(held, expected);
        }
    }
}

#[test]
fn a_row_takes_the_place_of_the_oldest_that_is_no_sink() {
    let shape = RowShape {
        kv_heads: 1,
        head_dim: 1,
        value_dim: 1,
    };
    let mut cache = Ring::new(shape, 1, 2).unwrap();
    let before = cache.bytes();
    let mut steps = Vec::new();
    for token in 0..6 {
        let x = Array2::from_elem((1, 1), f64::from(token));
        let growth = cache.append(x.view(), x.view()).unwrap();
        steps.push((growth.slot, growth.evicted));
    }
    let evicted = [(2, Some(2)), (1, Some(3))];
    assert_eq!(steps[..3], [(0, None), (1, None), (2, None)]);
    assert_eq!(steps[3..], [(1, Some(1)), evicted[0], evicted[1]]);
    assert_eq!((cache.seen(), cache.len(), cache.bytes()), (6, 3, before));
    let keys: Vec<f64> = (0..3).map(|index| cache.key(0, index)[0]).collect();
    assert_eq!(keys, [0.0, 4.0, 5.0]);
}

#[test]
fn a_window_of_nothing_is_refused() {
    let shape = RowShape {
        kv_heads: 1,
        head_dim: 1,
        value_dim: 1,
    };
    assert_eq!(
        Ring::<f64>::new(shape, 4, 0).unwrap_err().code(),
        ErrorCode::BadSetting
    );
    assert_eq!(
        Ring::<f64>::new(shape, usize::MAX, 1).unwrap_err().code(),
        ErrorCode::TooLarge
    );
}
