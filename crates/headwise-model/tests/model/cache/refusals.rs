//! What cannot be decoded.

use super::continuation;
use crate::request;
use headwise_core::{AttentionError, ErrorCode};
use headwise_model::{CacheRequest, OwnArrays, SamplingRequest, SentenceRequest, TraceBuilder};
use proptest::prelude::*;

fn refusal(cache: CacheRequest) -> AttentionError {
    let request = request(|request| request.cache = Some(cache));
    TraceBuilder::new(&request).expect_err("this can't be decoded")
}

fn refusal_of_model(cache: CacheRequest) -> AttentionError {
    let model = crate::trained::model();
    let refused = TraceBuilder::with_model(&continuation(cache), Some(&model));
    refused.expect_err("this can't be decoded")
}

fn lengths(prompt: Option<usize>, steps: Option<usize>) -> CacheRequest {
    CacheRequest {
        prompt,
        steps,
        ..CacheRequest::default()
    }
}

#[test]
fn a_text_ends() {
    for (prompt, steps) in [
        (Some(0), None),
        (Some(10), None),
        (Some(9), None),
        (Some(5), Some(5)),
        (None, Some(0)),
        (None, Some(9)),
        (Some(1), Some(usize::MAX)),
    ] {
        let error = refusal(lengths(prompt, steps));
        assert_eq!(error.code(), ErrorCode::BadSetting, "{prompt:?} {steps:?}");
    }
    let error = refusal(lengths(Some(10), None));
    assert_eq!(error.message, "a prompt of 10 tokens, where the text has 9");
    let one = request(|request| {
        request.text = "alone".to_owned();
        request.cache = Some(CacheRequest::default());
    });
    let error = TraceBuilder::new(&one).unwrap_err();
    assert_eq!(error.code(), ErrorCode::BadSetting);
}

#[test]
fn a_models_positions_end() {
    for (prompt, steps) in [
        (Some(10), Some(15)),
        (None, Some(24)),
        (None, Some(usize::MAX)),
    ] {
        let error = refusal_of_model(lengths(prompt, steps));
        assert_eq!(error.code(), ErrorCode::CacheFull, "{prompt:?} {steps:?}");
        assert!(error.message.starts_with("the cache is full"), "{error}");
    }
    let error = refusal_of_model(lengths(Some(11), None));
    assert_eq!(error.code(), ErrorCode::BadSetting);
}

#[test]
fn settings_have_their_ranges() {
    let changes: [fn(&mut CacheRequest); 11] = [
        |cache| cache.rank = Some(0),
        |cache| cache.rank = Some(33),
        |cache| cache.rotary_dim = Some(0),
        |cache| cache.rotary_dim = Some(3),
        |cache| cache.rotary_dim = Some(66),
        |cache| cache.block = Some(0),
        |cache| cache.block = Some(65),
        |cache| cache.key_group = Some(0),
        |cache| cache.key_group = Some(65),
        |cache| cache.sampling = sampling(0.0),
        |cache| cache.sampling = sampling(f64::NAN),
    ];
    for (place, change) in changes.into_iter().enumerate() {
        let mut cache = CacheRequest::default();
        change(&mut cache);
        assert_eq!(
            refusal(cache).code(),
            ErrorCode::BadSetting,
            "change {place}"
        );
    }
    for groups in [0, 3, 8] {
        let cache = CacheRequest {
            groups: Some(groups),
            ..CacheRequest::default()
        };
        assert_eq!(refusal(cache).code(), ErrorCode::HeadsDoNotDivide);
    }
}

/// Sizes at the edges of what is allowed, and far beyond.
fn any_size() -> impl Strategy<Value = Option<usize>> {
    prop::option::of(prop::sample::select(vec![
        0,
        1,
        2,
        3,
        5,
        9,
        10,
        32,
        64,
        65,
        usize::MAX,
    ]))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Every number is traced or refused, before anything is computed.
    #[test]
    fn whatever_is_asked_for(
        lengths in [any_size(), any_size()], latent in [any_size(), any_size(), any_size()],
        rows in [any_size(), any_size(), any_size(), any_size()], trained in any::<bool>(),
    ) {
        let cache = CacheRequest {
            prompt: lengths[0],
            steps: lengths[1],
            groups: latent[0],
            rank: latent[1],
            rotary_dim: latent[2],
            block: rows[0],
            window: rows[1],
            sinks: rows[2],
            key_group: rows[3],
            ..CacheRequest::default()
        };
        let builder = if trained {
            TraceBuilder::with_model(&continuation(cache), Some(&crate::trained::model()))
        } else {
            TraceBuilder::new(&request(|request| request.cache = Some(cache)))
        };
        match builder {
            Ok(builder) => prop_assert!(builder.finish().is_ok()),
            Err(error) => prop_assert!(!error.message.is_empty()),
        }
    }
}

#[test]
fn heads_of_the_caller_have_no_tokens_to_decode() {
    let own = |change: fn(&mut OwnArrays)| {
        let mut arrays = OwnArrays::default();
        change(&mut arrays);
        TraceBuilder::new(&request(|request| {
            request.cache = Some(CacheRequest::default());
            request.own = Some(arrays);
        }))
    };
    let error = own(|own| own.q = Some(vec![0.5; 9 * 32])).unwrap_err();
    assert_eq!(error.code(), ErrorCode::BadSetting);
    assert!(error.message.contains("not decoded"), "{error}");
    // Weights of the caller are.
    let trace = own(|own| own.wk = Some(vec![0.5; 32 * 32]))
        .unwrap()
        .finish();
    super::assert_derives(&trace.unwrap());
}

fn sampling(temperature: f64) -> Option<SamplingRequest> {
    Some(SamplingRequest {
        temperature,
        seed: 1,
    })
}

#[test]
fn a_request_is_read_from_its_json() {
    let read = |json: &str| serde_json::from_str::<SentenceRequest>(json);
    let empty = read(r#"{"text": "a b", "cache": {}}"#).unwrap();
    assert_eq!(empty.cache, Some(CacheRequest::default()));
    let given = r#"{"text": "a", "cache": {"rotaryDim": 4, "keyGroup": 2, "sampling": {"temperature": 2, "seed": 5}}}"#;
    let given = read(given).unwrap().cache.unwrap();
    assert_eq!((given.rotary_dim, given.key_group), (Some(4), Some(2)));
    assert_eq!(given.sampling.map(|sampling| sampling.seed), Some(5));
    assert!(read(r#"{"text": "a", "cache": {"blocks": 4}}"#).is_err());
}
