//! What models cost, for the calculator: requests in, the core's figures out, all at once. None of it
//! takes longer than a call.

use crate::failure::Failure;
use crate::object;
use headwise_core::cost::{self, Model, Setting, Sheet};
use serde::Deserialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

const OPERATION: &str = "model costs";

/// What a curve is asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CacheCurveRequest {
    model: Model,
    /// Lengths of a text.
    tokens: Vec<usize>,
    /// Bytes of a cached number.
    element: usize,
}

/// The models that are known, with their sources.
///
/// # Errors
/// None.
#[wasm_bindgen(js_name = publishedModels, unchecked_return_type = "PublishedModel[]")]
pub fn published_models() -> Result<JsValue, Failure> {
    object::write(OPERATION, &cost::published())
}

/// The accelerators that are known, with their sources.
///
/// # Errors
/// None.
#[wasm_bindgen(js_name = publishedMachines, unchecked_return_type = "PublishedMachine[]")]
pub fn published_machines() -> Result<JsValue, Failure> {
    object::write(OPERATION, &cost::published_machines())
}

/// All figures of a model at a load on a machine.
///
/// # Errors
/// `bad-request` for an object that is no `Setting`; `bad-setting`, `heads-do-not-divide` and
/// `too-large` as the core gives them.
#[wasm_bindgen(js_name = costSheet, unchecked_return_type = "CostSheet")]
pub fn cost_sheet(
    #[wasm_bindgen(unchecked_param_type = "CostSetting")] setting: &JsValue,
) -> Result<JsValue, Failure> {
    let setting: Setting = object::read(OPERATION, setting)?;
    object::write(OPERATION, &Sheet::new(&setting)?)
}

/// Bytes of one text's cache at each length.
///
/// # Errors
/// As `costSheet`.
#[wasm_bindgen(js_name = cacheCurve)]
pub fn cache_curve(
    #[wasm_bindgen(unchecked_param_type = "CacheCurveRequest")] request: &JsValue,
) -> Result<Vec<f64>, Failure> {
    let CacheCurveRequest {
        model,
        tokens,
        element,
    } = object::read(OPERATION, request)?;
    Ok(cost::cache_curve(&model, &tokens, element)?)
}
