use crate::support::{Thrown, floats, get, object, set, thrown};
use headwise_core::trace::Trace;
use headwise_model::{
    CacheRequest, OwnArrays, SamplingRequest, SentenceRequest, TileRequest, trace,
};
use headwise_wasm::TraceJob;
use js_sys::{Array, Float32Array, Object};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

const SENTENCE: &str = "the keys to the cabinet are on the table";

fn request() -> JsValue {
    object([("text", SENTENCE.into())])
}

/// Reads the object that crossed back into Rust, number by number.
fn read_back(object: &JsValue) -> Trace {
    let tensors: Array = get(object, "tensors").dyn_into().expect("an array");
    for tensor in tensors.iter() {
        assert!(get(&tensor, "data").is_instance_of::<Float32Array>());
        let data: Vec<JsValue> = floats(&tensor, "data")
            .into_iter()
            .map(JsValue::from)
            .collect();
        set(&tensor, "data", data.into_iter().collect::<Array>());
    }
    serde_wasm_bindgen::from_value(object.clone()).expect("the same layout as in Rust")
}

#[wasm_bindgen_test]
fn the_trace_crosses_unchanged_and_derives_again() {
    let request = request();
    set(&request, "kvHeads", 2);
    set(
        &request,
        "headsOff",
        [1_u32].map(JsValue::from).into_iter().collect::<Array>(),
    );
    let crossed = read_back(&TraceJob::new(&request).unwrap().finish().unwrap());

    let mut native = SentenceRequest::new(SENTENCE);
    (native.kv_heads, native.heads_off) = (Some(2), vec![1]);
    assert_eq!(crossed, trace(&native).unwrap());

    let derivation = crossed.derive_all(1e-5).unwrap();
    let cells: usize = crossed.tensors.iter().map(|tensor| tensor.data.len()).sum();
    assert_eq!(derivation.cells, cells);
}

/// Field by field as its declaration names them, so that none is forgotten where they are read.
fn declared(request: &SentenceRequest) -> JsValue {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    request.serialize(&plain).expect("a plain object")
}

/// As text: a careless softmax in the trace is NaN, which equals nothing.
fn crosses_unchanged(request: &SentenceRequest) {
    let crossed = TraceJob::new(&declared(request)).unwrap().finish();
    let (crossed, native) = (read_back(&crossed.unwrap()), trace(request).unwrap());
    assert_eq!(format!("{crossed:?}"), format!("{native:?}"));
}

#[wasm_bindgen_test]
fn every_field_is_read_as_it_is_declared() {
    let request = SentenceRequest {
        heads: 2,
        kv_heads: Some(1),
        d_model: 8,
        temperature: 1.25,
        seed: u32::MAX,
        heads_off: vec![1],
        layer: Some(0),
        tiles: Some(TileRequest {
            head: 1,
            rows: 2,
            columns: 3,
            splits: 2,
        }),
        cache: Some(CacheRequest {
            prompt: Some(3),
            steps: Some(4),
            sampling: Some(SamplingRequest {
                temperature: 0.5,
                seed: 3,
            }),
            groups: Some(1),
            rank: Some(3),
            rotary_dim: Some(4),
            block: Some(2),
            window: Some(4),
            sinks: Some(1),
            key_group: Some(2),
            loss: true,
        }),
        own: Some(OwnArrays {
            wq: Some((0..64).map(|cell| cell as f32 / 8.0).collect()),
            ..OwnArrays::default()
        }),
        ..SentenceRequest::new(SENTENCE)
    };
    crosses_unchanged(&request);

    // Four tokens, some of which need escapes between quotation marks.
    let heads = |number: f32| Some(vec![number; 4 * 2]);
    let request = SentenceRequest {
        causal: false,
        heads: 1,
        d_model: 2,
        own: Some(OwnArrays {
            q: heads(0.25),
            k: heads(0.5),
            v: heads(0.75),
            ..OwnArrays::default()
        }),
        ..SentenceRequest::new("\"two\" \\")
    };
    crosses_unchanged(&request);
}

#[wasm_bindgen_test]
fn a_field_within_is_refused_by_its_name() {
    let refused = |name: &str, part: JsValue| -> Thrown {
        let request = request();
        set(&request, name, part);
        thrown(TraceJob::new(&request))
    };
    let misspelt = refused("cache", object([("promt", 2.into())]));
    assert_eq!(misspelt.code, "bad-request");
    assert!(misspelt.message.contains("promt"), "{}", misspelt.message);
    let missing = refused("tiles", object([("head", 0.into())]));
    assert!(missing.message.contains("rows"), "{}", missing.message);
    let text = refused("own", object([("q", "numbers".into())]));
    assert!(text.message.contains("`q`"), "{}", text.message);
    assert_eq!(refused("weights", "tuned".into()).code, "bad-request");
}

#[wasm_bindgen_test]
fn hidden_scores_are_minus_infinity_on_the_other_side_too() {
    let object = TraceJob::new(&request()).unwrap().finish().unwrap();
    let tensors: Array = get(&object, "tensors").dyn_into().unwrap();
    let masked = tensors
        .iter()
        .find(|tensor| get(tensor, "name") == "masked");
    assert_eq!(floats(&masked.unwrap(), "data")[1], f32::NEG_INFINITY);
}

#[wasm_bindgen_test]
fn a_job_goes_in_pieces_and_tells_how_far_it_is() {
    let mut job = TraceJob::new(&request()).unwrap();
    let mut shares = vec![job.progress()];
    while !job.advance().unwrap() {
        shares.push(job.progress());
    }
    assert_eq!((shares[0], job.progress()), (0.0, 1.0));
    assert!(
        shares.is_sorted_by(|before, after| before < after),
        "{shares:?}"
    );
    let (once, twice) = (job.finish().unwrap(), job.finish().unwrap());
    assert!(
        Object::is(&once, &twice),
        "one trace, however often it is asked for"
    );
    let words = read_back(&once)
        .tensor("wordKey")
        .map(|keys| keys.data.len());
    assert_eq!(words, Some(7));
}

#[wasm_bindgen_test]
fn refusals_have_codes() {
    let refused = |name: &str, value: JsValue| -> Thrown {
        let request = request();
        set(&request, name, value);
        thrown(TraceJob::new(&request))
    };
    let error = refused("text", "   ".into());
    assert_eq!(
        (error.code.as_str(), error.operation.as_str()),
        ("empty-text", "trace")
    );
    let error = refused("heads", 5.into());
    assert_eq!(error.code, "heads-do-not-divide");
    assert_eq!((error.left, error.right), (vec![32], vec![5]));
    assert_eq!(
        error.message,
        "heads must divide d_model: 32 is no multiple of 5"
    );
    assert_eq!(refused("temperature", f64::NAN.into()).code, "bad-setting");
    assert_eq!(refused("dModel", 1_000_000.into()).code, "bad-setting");
    assert_eq!(refused("seed", (-1).into()).code, "bad-request");
    assert_eq!(refused("text", 5.into()).code, "bad-request");
    let misspelt = refused("kvheads", 2.into());
    assert_eq!(misspelt.code, "bad-request");
    assert!(misspelt.message.contains("kvheads"), "{}", misspelt.message);
}

#[wasm_bindgen_test]
fn words_of_any_script_cross_whole() {
    let request = object([("text", "שלום 👩‍👩‍👧‍👦 e\u{301}".into())]);
    let object = TraceJob::new(&request).unwrap().finish().unwrap();
    let tokens: Array = get(&object, "tokens").dyn_into().unwrap();
    let tokens: Vec<String> = tokens
        .iter()
        .filter_map(|token| token.as_string())
        .collect();
    assert_eq!(tokens, ["שלום", "👩‍👩‍👧‍👦", "e\u{301}"]);
}
