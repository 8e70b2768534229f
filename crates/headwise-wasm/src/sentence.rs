//! The request object of a trace, read by hand as those of the kernels are.

use crate::failure::Failure;
use crate::fields::Fields;
use headwise_model::{
    CacheRequest, OwnArrays, SamplingRequest, SentenceRequest, TileRequest, WeightSource,
};
#[cfg(not(feature = "model"))]
use headwise_model::{MAX_TOKENS, Words};
#[cfg(not(feature = "model"))]
use js_sys::Reflect;
use js_sys::{Array, Float32Array};
use wasm_bindgen::{JsCast, JsValue};

const OPERATION: &str = "trace";

/// Reads a `SentenceRequest`. What is left out is as [`SentenceRequest::new`] has it.
///
/// # Errors
/// `bad-request` when it is not one, naming the field.
pub(crate) fn read(request: &JsValue) -> Result<SentenceRequest, Failure> {
    const FIELDS: [&str; 14] = [
        "text",
        // Beside what callers write: see `read_words`.
        "parts",
        "heads",
        "kvHeads",
        "dModel",
        "causal",
        "temperature",
        "seed",
        "headsOff",
        "weights",
        "layer",
        "tiles",
        "cache",
        "own",
    ];
    const SOURCES: [WeightSource; 3] = [
        WeightSource::Drawn,
        WeightSource::Trained,
        WeightSource::Own,
    ];
    let fields = Fields::of(OPERATION, request, &FIELDS)?;
    let usual = SentenceRequest::new(fields.required("text", fields.text("text")?)?);
    let source = fields.choice("weights", &["drawn", "trained", "own"])?;
    Ok(SentenceRequest {
        heads: fields.count("heads")?.unwrap_or(usual.heads),
        kv_heads: fields.count("kvHeads")?,
        d_model: fields.count("dModel")?.unwrap_or(usual.d_model),
        causal: fields.flag("causal")?.unwrap_or(usual.causal),
        temperature: fields.real("temperature")?.unwrap_or(usual.temperature),
        seed: fields.word("seed")?.unwrap_or(usual.seed),
        heads_off: fields.counts("headsOff")?.unwrap_or_default(),
        weights: source.map_or(usual.weights, |place| SOURCES[place]),
        layer: fields.count("layer")?,
        tiles: fields.part("tiles", tiles)?,
        cache: fields.part("cache", cache)?,
        own: fields.part("own", own)?,
        ..usual
    })
}

/// Reads the words of a request whose text was split: in `parts`, by turns a part and the same in lower
/// case.
///
/// # Errors
/// `bad-request` when there are none.
#[cfg(not(feature = "model"))]
pub(crate) fn read_words(request: &JsValue) -> Result<Words, Failure> {
    let parts = Reflect::get(request, &"parts".into()).unwrap_or_default();
    let Some(parts) = parts.dyn_ref::<Array>() else {
        let message = "`parts` is missing: this package has its texts split by the browser";
        return Err(Failure::bad_request(OPERATION, message));
    };
    let text = |at| parts.get(at).as_string().unwrap_or_default();
    let pairs = (0..parts.length() / 2).map(|pair| (text(2 * pair), text(2 * pair + 1)));
    Ok(Words::of_parts(pairs, MAX_TOKENS))
}

fn tiles(request: &JsValue) -> Result<TileRequest, Failure> {
    let fields = Fields::of(OPERATION, request, &["head", "rows", "columns", "splits"])?;
    let count = |name| fields.required(name, fields.count(name)?);
    Ok(TileRequest {
        head: count("head")?,
        rows: count("rows")?,
        columns: count("columns")?,
        splits: count("splits")?,
    })
}

fn cache(request: &JsValue) -> Result<CacheRequest, Failure> {
    const FIELDS: [&str; 11] = [
        "prompt",
        "steps",
        "sampling",
        "groups",
        "rank",
        "rotaryDim",
        "block",
        "window",
        "sinks",
        "keyGroup",
        "loss",
    ];
    let fields = Fields::of(OPERATION, request, &FIELDS)?;
    Ok(CacheRequest {
        prompt: fields.count("prompt")?,
        steps: fields.count("steps")?,
        sampling: fields.part("sampling", sampling)?,
        groups: fields.count("groups")?,
        rank: fields.count("rank")?,
        rotary_dim: fields.count("rotaryDim")?,
        block: fields.count("block")?,
        window: fields.count("window")?,
        sinks: fields.count("sinks")?,
        key_group: fields.count("keyGroup")?,
        loss: fields.flag("loss")?.unwrap_or_default(),
    })
}

fn sampling(request: &JsValue) -> Result<SamplingRequest, Failure> {
    let fields = Fields::of(OPERATION, request, &["temperature", "seed"])?;
    Ok(SamplingRequest {
        temperature: fields.required("temperature", fields.real("temperature")?)?,
        seed: fields.required("seed", fields.word("seed")?)?,
    })
}

fn own(arrays: &JsValue) -> Result<OwnArrays, Failure> {
    let fields = Fields::of(OPERATION, arrays, &["q", "k", "v", "wq", "wk", "wv", "wo"])?;
    let array = |name| {
        let read = |value: JsValue| {
            if value.is_instance_of::<Float32Array>() || value.is_instance_of::<Array>() {
                // What is no number becomes NaN, which the model refuses.
                return Ok(Float32Array::new(&value).to_vec());
            }
            Err(fields.refuse(name, "must be an array of numbers"))
        };
        fields.any(name).map(read).transpose()
    };
    Ok(OwnArrays {
        q: array("q")?,
        k: array("k")?,
        v: array("v")?,
        wq: array("wq")?,
        wk: array("wk")?,
        wv: array("wv")?,
        wo: array("wo")?,
    })
}
