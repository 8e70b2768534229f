//! Arrays of the caller in place of drawn ones.

use headwise_core::ErrorCode;
use headwise_model::{OwnArrays, SentenceRequest, TileRequest, WeightSource, trace};

const TEXT: &str = "keys open doors";

fn request(own: OwnArrays) -> SentenceRequest {
    SentenceRequest {
        heads: 2,
        kv_heads: Some(1),
        d_model: 4,
        own: Some(own),
        ..SentenceRequest::new(TEXT)
    }
}

fn numbers(count: usize, scale: f32) -> Vec<f32> {
    (0..count)
        .map(|at| (at as f32 * 0.7).sin() * scale)
        .collect()
}

/// Two heads, three tokens, d_k = 2; one key head.
fn heads() -> OwnArrays {
    OwnArrays {
        q: Some(numbers(12, 1.0)),
        k: Some(numbers(6, 2.0)),
        v: Some(numbers(6, 3.0)),
        ..OwnArrays::default()
    }
}

#[test]
fn heads_of_the_caller_are_attended_to_and_derived() {
    let tiles = TileRequest {
        head: 1,
        rows: 2,
        columns: 2,
        splits: 2,
    };
    let request = SentenceRequest {
        tiles: Some(tiles),
        ..request(heads())
    };
    let trace = trace(&request).unwrap();
    let tensor = |name: &str| trace.tensors.iter().find(|tensor| tensor.name == name);
    assert_eq!(tensor("qHeads").unwrap().data, numbers(12, 1.0));
    assert_eq!(tensor("kHeads").unwrap().data, numbers(6, 2.0));
    assert_eq!(tensor("vHeads").unwrap().data, numbers(6, 3.0));
    // Nothing that they did not come from or go to.
    assert!(tensor("x").is_none() && tensor("wq").is_none() && tensor("y").is_none());
    let cells: usize = trace.tensors.iter().map(|tensor| tensor.data.len()).sum();
    assert_eq!(trace.derive_all(1e-5).unwrap().cells, cells);
    // The first query sees the first key alone: its output is that value.
    let out = &tensor("headOutputs").unwrap().data;
    assert_eq!(out[..2], numbers(6, 3.0)[..2]);
}

#[test]
fn weights_of_the_caller_stand_in_place_of_drawn_ones() {
    let identity: Vec<f32> = (0..16).map(|at| f32::from(u8::from(at % 5 == 0))).collect();
    let own = OwnArrays {
        wq: Some(identity),
        ..OwnArrays::default()
    };
    let trace = trace(&request(own)).unwrap();
    let tensor = |name: &str| {
        trace
            .tensors
            .iter()
            .find(|tensor| tensor.name == name)
            .unwrap()
    };
    assert_eq!(tensor("q").data, tensor("x").data);
    assert_ne!(tensor("k").data, tensor("x").data);
    trace.derive_all(1e-5).unwrap();
}

#[test]
fn arrays_that_do_not_fit_are_refused() {
    let short = OwnArrays {
        v: Some(numbers(5, 1.0)),
        ..heads()
    };
    let error = trace(&request(short)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::ShapeMismatch);
    assert!(error.to_string().contains("left [5], right [1, 3, 2]"));
    let alone = OwnArrays {
        q: Some(numbers(12, 1.0)),
        ..OwnArrays::default()
    };
    assert_eq!(
        trace(&request(alone)).unwrap_err().code(),
        ErrorCode::BadSetting
    );
    let broken = OwnArrays {
        wo: Some(vec![f32::NAN; 16]),
        ..OwnArrays::default()
    };
    assert_eq!(
        trace(&request(broken)).unwrap_err().code(),
        ErrorCode::BadSetting
    );
    let trained = SentenceRequest {
        weights: WeightSource::Trained,
        ..request(heads())
    };
    assert!(trace(&trained).is_err());
}
