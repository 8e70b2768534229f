//! Eight bits: codes, scales, and the error that they cost.

use headwise_cases::config;
use headwise_core::kv_cache::{Granularity, Quantized, RowShape, Rows, attend};
use headwise_core::{ErrorCode, Options};
use ndarray::{Array2, array};
use proptest::prelude::*;

use crate::support::{Text, any_text};

fn any_granularity() -> impl Strategy<Value = Granularity> {
    prop_oneof![
        Just(Granularity::Token),
        (1..7_usize).prop_map(|group| Granularity::Channel { group }),
    ]
}

proptest! {
    #![proptest_config(config(300))]

    /// Every number is within half a scale, and the errors reported are those that there are.
    #[test]
    fn numbers_are_held_to_half_a_scale(
        text in any_text(), keys in any_granularity(), values in any_granularity(),
    ) {
        let mut cache = Quantized::new(text.shape, keys, values).unwrap();
        let mut held = 0;
        for token in 0..text.len() {
            let growth = cache.append(text.keys(token), text.values(token)).unwrap();
            held = held + growth.allocated - growth.freed;
            prop_assert_eq!(held, cache.bytes());
        }
        let (mut key_error, mut value_error) = (0.0_f64, 0.0_f64);
        for head in 0..text.shape.kv_heads {
            for token in 0..text.len() {
                for (channel, x) in cache.key(head, token).iter().enumerate() {
                    let error = (x - text.k[[0, head, token, channel]]).abs();
                    let scale = cache.key_code(head, token, channel).map_or(0.0, |(_, scale)| scale);
                    prop_assert!(error <= 0.5001 * scale, "{error} with a scale of {scale}");
                    key_error = key_error.max(error);
                }
                for (channel, x) in cache.value(head, token).iter().enumerate() {
                    value_error = value_error.max((x - text.v[[0, head, token, channel]]).abs());
                }
            }
        }
        prop_assert_eq!(cache.errors(), (key_error, value_error));
        let (key_scale, value_scale) = cache.scales();
        prop_assert!(key_error <= 0.5001 * key_scale && value_error <= 0.5001 * value_scale);
    }

    /// With keys off by at most e, a score is off by at most s = scale e sum |q|, each weight by a
    /// factor within exp(2 s), so an output by at most (exp(2 s) - 1) max |v| and the values' error.
    #[test]
    fn decoding_stays_within_the_stated_bound(
        text in any_text(), keys in any_granularity(), values in any_granularity(),
    ) {
        let mut cache = Quantized::new(text.shape, keys, values).unwrap();
        let whole = text.prefill(Options::default());
        for token in 0..text.len() {
            cache.append(text.keys(token), text.values(token)).unwrap();
            let queries = Text::token(&text.q, token);
            let (out, _) = attend(queries, &cache, None).unwrap();
            let (key_error, value_error) = cache.errors();
            let scale = 1.0 / (text.shape.head_dim as f64).sqrt();
            let largest = text.v.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
            let expected = Text::token(&whole, token);
            for (head, (out, expected)) in out.outer_iter().zip(expected.outer_iter()).enumerate() {
                let query: f64 = queries.row(head).iter().map(|q| q.abs()).sum();
                let score = scale * key_error * query;
                let bound = (2.0 * score).exp_m1() * largest + value_error + 1e-12;
                for (x, y) in out.iter().zip(expected) {
                    prop_assert!((x - y).abs() <= bound, "{x} for {y}, allowed {bound}");
                }
            }
        }
    }
}

const SHAPE: RowShape = RowShape {
    kv_heads: 1,
    head_dim: 2,
    value_dim: 1,
};

fn key_of(cache: &Quantized<f64>, token: usize) -> Vec<f64> {
    cache.key(0, token).to_vec()
}

#[test]
fn a_channel_that_is_always_large_does_not_spoil_the_others_by_channel() {
    let keys = [[100.0, 0.3], [-90.0, -0.2]];
    let held = |granularity| {
        let mut cache = Quantized::new(SHAPE, granularity, Granularity::Token).unwrap();
        for key in keys {
            cache
                .append(array![key].view(), array![[0.0]].view())
                .unwrap();
        }
        key_of(&cache, 0)[1]
    };
    assert_eq!(held(Granularity::Token), 0.0); // 0.3 is less than half of 100 / 127
    let by_channel = held(Granularity::Channel { group: 2 });
    assert!((by_channel - 0.3).abs() < 1e-12); // the largest of its channel is exact
}

#[test]
fn tokens_are_exact_until_their_group_is_complete() {
    let group = Granularity::Channel { group: 2 };
    let mut cache = Quantized::<f64>::new(SHAPE, group, group).unwrap();
    let token = |x: f64| (array![[x, 2.0 * x]], array![[x]]);
    let (keys, values) = token(0.123);
    let waiting = cache.append(keys.view(), values.view()).unwrap();
    assert_eq!(key_of(&cache, 0), [0.123, 0.246]);
    assert_eq!((waiting.allocated, waiting.freed), (3 * 8, 0));
    assert_eq!(cache.key_code(0, 0, 0), None);
    let (keys, values) = token(1.0);
    cache.append(keys.view(), values.view()).unwrap();
    assert_eq!(cache.key_code(0, 0, 0), Some((16, 1.0 / 127.0))); // 0.123 * 127 = 15.6
    assert_eq!(cache.value_code(0, 1, 0), Some((127, 1.0 / 127.0)));
    assert_eq!(cache.bytes(), 6 + 3 * 8);
}

#[test]
fn what_eight_bits_cannot_hold_is_refused() {
    let mut cache = Quantized::new(SHAPE, Granularity::Token, Granularity::Token).unwrap();
    let fine = Array2::<f64>::ones((1, 2));
    for bad in [f64::NAN, f64::INFINITY] {
        let error = cache.append(fine.view(), array![[bad]].view()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadSetting);
    }
    assert_eq!((cache.len(), cache.bytes()), (0, 0));
    // Too small to be divided by 127: held as 0, not as NaN.
    cache
        .append(array![[5e-324, 0.0]].view(), array![[0.0]].view())
        .unwrap();
    assert_eq!(key_of(&cache, 0), [0.0, 0.0]);
    let none = Granularity::Channel { group: 0 };
    assert!(Quantized::<f64>::new(SHAPE, none, Granularity::Token).is_err());
}
