//! Attention maps that are never stored: opened under an id that the page chose, then looked at region
//! by region, each a job of its own.

mod job;
mod request;
mod source;

use crate::failure::Failure;
use crate::object;
use headwise_cpu::Map;
use js_sys::{ArrayBuffer, Uint32Array, WebAssembly};
use serde::Serialize;
use serde_wasm_bindgen::preserve;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

pub use job::{MapBlocks, MapJob};
pub use request::{MapRegion, MapRequest};
pub(crate) use source::Source;

const OPERATION: &str = "map";

type Shared = Rc<RefCell<Map>>;

thread_local! {
    /// A list: there are few.
    static MAPS: RefCell<Vec<(u32, Shared)>> = const { RefCell::new(Vec::new()) };
}

/// What is known of a map when it is opened.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MapInfo {
    /// Queries.
    rows: usize,
    keys: usize,
    head_dim: usize,
    /// The factor of dot products.
    scale: f32,
    /// The different words of the text; none where there is no text.
    words: Vec<String>,
    /// The place among the words of each token: as many as there are rows and keys, or none.
    #[serde(with = "preserve")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint32Array"))]
    tokens: Uint32Array,
    /// Tokens at the end of the reader's text that were left out.
    dropped: usize,
}

/// One cell, derived: `weight = exp(scale dot - lse)`.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MapCell {
    /// `q . k`.
    dot: f64,
    scale: f64,
    /// Minus infinity where the row sees no key.
    lse: f64,
    /// Whether a mask hides the key: the weight is then 0.
    hidden: bool,
    weight: f64,
}

/// Opens map `id`, in place of one of the same id. Nothing is computed yet but queries and keys.
///
/// # Errors
/// `bad-request` when the object is not a `MapRequest` of one source, `bad-model` for a file without Q and K,
/// `empty-text`, `too-large` beyond the largest map, and the codes of the kernels.
#[wasm_bindgen(js_name = openMap, unchecked_return_type = "MapInfo")]
pub fn open_map(
    id: u32,
    #[wasm_bindgen(unchecked_param_type = "MapRequest")] request: &JsValue,
) -> Result<JsValue, Failure> {
    let request: MapRequest = object::read(OPERATION, request)?;
    // Freed first: two large maps need not fit side by side.
    close_map(id);
    let Source {
        q,
        keys,
        words,
        tokens,
        dropped,
    } = Source::of(&request)?;
    let map = Map::new(q, keys, &request.options())?;
    let [rows, keys] = map.shape();
    let info = MapInfo {
        rows,
        keys,
        head_dim: map.head_dim(),
        scale: map.scale(),
        words,
        tokens: Uint32Array::from(tokens.as_slice()),
        dropped,
    };
    MAPS.with_borrow_mut(|maps| maps.push((id, Rc::new(RefCell::new(map)))));
    object::write(OPERATION, &info)
}

/// One cell of map `id`.
///
/// # Errors
/// `map-lost` when there is no such map, `bad-setting` when there is no such cell.
#[wasm_bindgen(js_name = mapCell, unchecked_return_type = "MapCell")]
pub fn map_cell(id: u32, row: u32, key: u32) -> Result<JsValue, Failure> {
    let map = find(id)?;
    let cell = map.borrow_mut().cell(row as usize, key as usize)?;
    let cell = MapCell {
        dot: cell.dot,
        scale: cell.scale,
        lse: cell.lse,
        hidden: cell.hidden,
        weight: cell.weight,
    };
    object::write(OPERATION, &cell)
}

/// Frees the map; nothing for an id that there is not. What is under way on it ends first.
#[wasm_bindgen(js_name = closeMap)]
pub fn close_map(id: u32) {
    MAPS.with_borrow_mut(|maps| maps.retain(|(own, _)| *own != id));
}

/// Bytes of the instance's memory: all maps, what is under way, and what was and is no more.
#[wasm_bindgen(js_name = mapMemory)]
pub fn map_memory() -> f64 {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let buffer: ArrayBuffer = memory.buffer().unchecked_into();
    f64::from(buffer.byte_length())
}

fn find(id: u32) -> Result<Shared, Failure> {
    let found = MAPS.with_borrow(|maps| {
        let mut maps = maps.iter();
        maps.find(|(own, _)| *own == id).map(|(_, map)| map.clone())
    });
    found.ok_or_else(|| {
        let message = format!("this instance holds no map {id}");
        Failure::new("map-lost", OPERATION, message)
    })
}
