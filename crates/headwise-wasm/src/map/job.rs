//! A region of a map, some rows at a time.

use super::request::MapRegion;
use super::{OPERATION, Shared, find};
use crate::failure::Failure;
use crate::object::{self, Numbers};
use headwise_cpu::Walk;
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// A number for each block of a region, row by row.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MapBlocks {
    /// Blocks down.
    down: usize,
    /// Blocks across.
    across: usize,
    /// The largest weight of the cells of each block that were read.
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    max: Numbers,
    /// Their mean; a hidden cell weighs 0.
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    mean: Numbers,
}

/// One region under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct MapJob {
    map: Shared,
    walk: Option<Walk>,
}

#[wasm_bindgen]
impl MapJob {
    /// Begins to look at a region of map `id`.
    ///
    /// # Errors
    /// `map-lost` when there is no such map, `bad-request` when the object is not a `MapRegion`,
    /// `bad-setting` when the map has no such region.
    #[wasm_bindgen(constructor)]
    pub fn new(
        id: u32,
        #[wasm_bindgen(unchecked_param_type = "MapRegion")] region: &JsValue,
    ) -> Result<MapJob, Failure> {
        let map = find(id)?;
        let region = MapRegion::read(region)?.on(map.borrow().shape())?;
        let walk = map.borrow().walk(region)?;
        Ok(Self {
            map,
            walk: Some(walk),
        })
    }

    /// Reads the next rows; true when none is left.
    ///
    /// # Errors
    /// `bad-setting` when the scores of a row overflow.
    pub fn advance(&mut self) -> Result<bool, Failure> {
        match &mut self.walk {
            Some(walk) => Ok(walk.advance(&mut self.map.borrow_mut())?),
            None => Ok(true),
        }
    }

    /// The share of the rows that was read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.walk.as_ref().map_or(1.0, Walk::progress)
    }

    /// The blocks, after reading what is left of them.
    ///
    /// # Errors
    /// As `advance`.
    #[wasm_bindgen(unchecked_return_type = "MapBlocks")]
    pub fn finish(&mut self) -> Result<JsValue, Failure> {
        while !self.advance()? {}
        let Some(walk) = self.walk.take() else {
            return Ok(JsValue::UNDEFINED);
        };
        let shown = walk.finish();
        let [down, across] = shown.shape;
        let blocks = MapBlocks {
            down,
            across,
            max: Numbers::of(&shown.max),
            mean: Numbers::of(&shown.mean),
        };
        object::write(OPERATION, &blocks)
    }
}
