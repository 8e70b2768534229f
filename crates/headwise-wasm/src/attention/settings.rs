//! Everything in a request for attention but its three arrays, on either backend.

use super::OPERATION;
use super::arrays::{copied, floats, shaped};
use super::request::{AttentionMask, AttentionRequest, MaskKind};
use crate::failure::Failure;
use headwise_core::{Mask, Options, Window};
use js_sys::Uint8Array;
use ndarray::{ArrayD, IxDyn};
use wasm_bindgen::JsCast;

/// The settings, owned.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    mask: Option<MaskCells>,
    /// All settings but the mask, which would borrow from its cells.
    options: Options<'static, f32>,
}

#[derive(Clone, Debug)]
enum MaskCells {
    Boolean(ArrayD<bool>),
    Additive(ArrayD<f32>),
}

impl Settings {
    /// Copies the mask, which has to be as long as its shape says.
    pub(crate) fn new(request: &AttentionRequest) -> Result<Self, Failure> {
        let window = request.window.unwrap_or_default();
        Ok(Self {
            mask: request.mask.as_ref().map(mask_cells).transpose()?,
            options: Options {
                causal: request.causal.unwrap_or(false),
                offset: request.offset.clone(),
                window: Window {
                    left: window.left,
                    right: window.right,
                },
                sinks: request.sinks.unwrap_or(0),
                mask: None,
                kv_lengths: request.kv_lengths.clone(),
                scale: request.scale,
                softcap: request.softcap,
            },
        })
    }

    /// The settings with the mask.
    pub(crate) fn options(&self) -> Options<'_, f32> {
        let mask = self.mask.as_ref().map(|mask| match mask {
            MaskCells::Boolean(cells) => Mask::Boolean(cells.view()),
            MaskCells::Additive(cells) => Mask::Additive(cells.view()),
        });
        Options {
            mask,
            ..self.options.clone()
        }
    }
}

fn mask_cells(mask: &AttentionMask) -> Result<MaskCells, Failure> {
    let shape = IxDyn(&mask.shape);
    let wrong = |class: &str| {
        let message = format!("the data of this mask must be a {class}");
        Failure::bad_request(OPERATION, message)
    };
    Ok(match mask.kind {
        MaskKind::Boolean => {
            let cells: &Uint8Array = mask.data.dyn_ref().ok_or_else(|| wrong("Uint8Array"))?;
            let cells = copied(cells.length(), || cells.to_vec());
            let cells = cells.into_iter().map(|cell| cell != 0).collect();
            MaskCells::Boolean(shaped(OPERATION, "mask.data", cells, shape)?)
        }
        MaskKind::Additive => {
            let cells = mask.data.dyn_ref().ok_or_else(|| wrong("Float32Array"))?;
            MaskCells::Additive(floats(OPERATION, "mask.data", cells, shape)?)
        }
    })
}
