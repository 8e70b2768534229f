use crate::request;
use headwise_core::{AttentionError, ErrorCode};
use headwise_model::{SentenceRequest, TraceBuilder};

fn refusal(change: impl FnOnce(&mut SentenceRequest)) -> AttentionError {
    TraceBuilder::new(&request(change)).expect_err("this request can't be traced")
}

#[test]
fn text_without_a_token() {
    for text in ["", " \n\t", "\u{200B}\u{FEFF}"] {
        let error = refusal(|request| request.text = text.to_owned());
        assert_eq!(error.code(), ErrorCode::EmptyText);
        assert_eq!(error.code().as_str(), "empty-text");
        assert_eq!(error.operation, "trace");
    }
}

#[test]
fn heads_that_do_not_divide() {
    let error = refusal(|request| request.heads = 5);
    assert_eq!(error.code(), ErrorCode::HeadsDoNotDivide);
    assert_eq!((error.left, error.right), (vec![32], vec![5]));
    assert_eq!(
        error.message,
        "heads must divide d_model: 32 is no multiple of 5"
    );
    let error = refusal(|request| request.kv_heads = Some(3));
    assert_eq!(error.code(), ErrorCode::HeadsDoNotDivide);
    assert_eq!(
        error.message,
        "kv_heads must divide heads: 4 is no multiple of 3"
    );
}

#[test]
fn numbers_outside_their_range() {
    let changes: [fn(&mut SentenceRequest); 10] = [
        |request| request.heads = 0,
        |request| request.kv_heads = Some(0),
        |request| request.d_model = 0,
        |request| request.d_model = 260,
        |request| (request.heads, request.d_model) = (64, 64),
        |request| request.temperature = 0.0,
        |request| request.temperature = -1.0,
        |request| request.temperature = f64::NAN,
        |request| request.temperature = f64::INFINITY,
        |request| request.heads_off = vec![1, 4],
    ];
    for (place, change) in changes.into_iter().enumerate() {
        let error = refusal(change);
        assert_eq!(
            error.code(),
            ErrorCode::BadSetting,
            "change {place}: {error}"
        );
    }
}

#[test]
fn the_limits_themselves_are_allowed() {
    let changes: [fn(&mut SentenceRequest); 5] = [
        |request| (request.heads, request.d_model) = (32, 256),
        |request| (request.heads, request.d_model) = (1, 1),
        |request| request.temperature = 0.05,
        |request| request.temperature = 20.0,
        |request| request.heads_off = vec![0, 1, 2, 3, 3],
    ];
    for (place, change) in changes.into_iter().enumerate() {
        let checked = TraceBuilder::new(&request(change));
        assert!(checked.is_ok(), "change {place}: {:?}", checked.err());
    }
}

#[test]
fn a_misspelt_field_is_refused_and_a_missing_one_has_its_default() {
    let read = |json: &str| serde_json::from_str::<SentenceRequest>(json);
    assert_eq!(
        read(r#"{"text": "a b"}"#).unwrap(),
        SentenceRequest::new("a b")
    );
    let given = r#"{"text": "a", "kvHeads": 2, "dModel": 64, "headsOff": [1]}"#;
    let given = read(given).unwrap();
    assert_eq!(
        (given.kv_heads, given.d_model, given.heads_off),
        (Some(2), 64, vec![1])
    );
    assert!(read(r#"{"text": "a", "kv_heads": 2}"#).is_err());
    assert!(read(r#"{"heads": 2}"#).is_err());
}
