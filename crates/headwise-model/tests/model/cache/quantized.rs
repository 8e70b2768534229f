//! Eight bits.

use super::{assert_derives, decoded};
use crate::{data, fact, tensor};
use headwise_model::CacheRequest;

#[test]
fn attention_stays_within_the_bound_that_is_stated() {
    for key_group in [None, Some(1), Some(2), Some(4), Some(9), Some(64)] {
        let cache = CacheRequest {
            key_group,
            ..CacheRequest::default()
        };
        let trace = decoded(cache, |request| request.kv_heads = Some(2));
        assert_derives(&trace);
        let width = tensor(&trace, "int8Difference").shape()[2];
        let bounds = data(&trace, "int8Bound");
        for (row, &bound) in data(&trace, "int8Difference").chunks(width).zip(bounds) {
            assert!(
                row.iter().all(|error| error.abs() <= bound),
                "{row:?} beyond {bound}"
            );
        }
        assert!(fact(&trace, "valueErrorLargest") > 0.0);
    }
}

#[test]
fn a_number_is_within_half_its_scale() {
    let trace = decoded(CacheRequest::default(), |_| ());
    let width = tensor(&trace, "keyHeld").shape()[2];
    for part in ["key", "value"] {
        let scales = data(&trace, &format!("{part}Scales"));
        let errors = data(&trace, &format!("{part}Errors"));
        for (row, &scale) in errors.chunks(width).zip(scales) {
            assert!(row.iter().all(|error| error.abs() <= 0.5001 * scale));
        }
    }
    // A byte a number and a scale for each key and each value of each head, against four bytes a number.
    assert_eq!(
        *data(&trace, "int8Bytes").last().unwrap(),
        (9 * 4 * 2 * (8 + 4)) as f32
    );
}

#[test]
fn tokens_wait_for_their_group() {
    let cache = CacheRequest {
        key_group: Some(4),
        ..CacheRequest::default()
    };
    let trace = decoded(cache, |_| ());
    assert_eq!(tensor(&trace, "keyScales").shape(), [4, 2, 8]);
    let codes = data(&trace, "keyCodes");
    let last = &codes[8 * 8..9 * 8]; // of the first head
    assert_eq!(last, [0.0; 8]);
    let held = data(&trace, "keyHeld");
    assert_eq!(held[8 * 8..9 * 8], data(&trace, "kHeads")[8 * 8..9 * 8]);
}
