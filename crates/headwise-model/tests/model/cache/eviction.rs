//! A ring with sinks: what stays, and what a model loses without the rest.

use super::{continuation, continued, decoded, rows};
use crate::{data, fact};
use headwise_core::{ErrorCode, Options, Window, reference};
use headwise_model::safetensors::TensorFile;
use headwise_model::transformer::{
    Config, Kernels, Linear, Map, Model, ModelError, Observe, Weights,
};
use headwise_model::{CacheRequest, SentenceModel, TraceBuilder};
use ndarray::{Array2, Array4, ArrayView4, Axis};
use std::path::Path;
use std::sync::Arc;

fn ring(sinks: usize, window: usize) -> CacheRequest {
    CacheRequest {
        sinks: Some(sinks),
        window: Some(window),
        ..CacheRequest::default()
    }
}

#[test]
fn the_first_tokens_stay_and_the_newest_take_turns() {
    let trace = decoded(ring(1, 3), |_| ());
    let kept = rows(&trace, "ringTokens");
    assert_eq!(kept[1], [0.0, 1.0, -1.0, -1.0]);
    assert_eq!(kept[3], [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(kept[5], [0.0, 3.0, 4.0, 5.0]);
    assert_eq!(kept[8], [0.0, 6.0, 7.0, 8.0]);
    let slots = rows(&trace, "ringSlots");
    assert_eq!(slots[3], [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(slots[5], [0.0, 3.0, 1.0, 2.0]);
    let gone = [-1.0, -1.0, -1.0, -1.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    assert_eq!(data(&trace, "ringEvicted"), gone);
}

#[test]
fn a_ring_that_is_larger_than_the_text_evicts_nothing() {
    let trace = decoded(ring(0, 64), |_| ());
    assert_eq!(
        rows(&trace, "ringTokens")[8],
        [0., 1., 2., 3., 4., 5., 6., 7., 8.]
    );
    assert_eq!(data(&trace, "ringEvicted"), [-1.0; 9]);
    let trace = continued(
        CacheRequest {
            loss: true,
            ..ring(0, 64)
        },
        |_| (),
    );
    assert_eq!(fact(&trace, "lossTokens"), 0.0);
    assert_eq!(data(&trace, "lossMean"), [0.0; 3]);
    // Nothing was given up: what is measured is what the trace has.
    let [whole, sinks, window] = rows(&trace, "loss")[..] else {
        panic!("three ways")
    };
    assert!(crate::distance(whole, sinks) < 1e-4 && crate::distance(whole, window) < 1e-4);
}

fn shipped(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/public/model");
    std::fs::read(folder.join(name)).expect(name)
}

/// Attention under the mask that says what a ring keeps.
struct Masked {
    sinks: usize,
    window: usize,
}

impl Kernels for Masked {
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError> {
        Ok(Box::new(map))
    }

    fn attention(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        let options = Options {
            causal: true,
            scale: options.scale,
            window: Window {
                left: Some(self.window - 1),
                right: None,
            },
            sinks: self.sinks,
            ..Options::default()
        };
        Ok(reference::attention(q, k, v, &options)?.out)
    }
}

/// The shipped model over real rings, against one run under a mask with positions held at the last
/// place; and what sinks are worth to it.
#[test]
fn the_loss_is_that_of_the_model_under_the_mask() {
    let (config, tensors) = (shipped("config.json"), shipped("model.safetensors"));
    let model = SentenceModel::load(&config, tensors.clone(), None).unwrap();
    let (sinks, window) = (3, 5);
    let cache = CacheRequest {
        steps: Some(12),
        loss: true,
        ..ring(sinks, window)
    };
    let mut request = continuation(cache);
    request.text = "the old queen who the boys follow often sees".to_owned();
    let builder = TraceBuilder::with_model(&request, Some(&Arc::new(model))).unwrap();
    let trace = builder.finish().unwrap();
    super::assert_derives(&trace);

    let config = Config::parse(&config).unwrap();
    let weights = Weights::read(&config, &TensorFile::parse(tensors).unwrap()).unwrap();
    let keys = data(&trace, "wordKey");
    let ids = data(&trace, "wordIndex")
        .iter()
        .map(|&at| keys[at as usize] as u32);
    let tokens = Array2::from_shape_vec((1, trace.tokens.len()), ids.collect()).unwrap();
    let measured = data(&trace, "evictedLogits");
    let half = measured.len() / 2;
    for (sinks, window, measured) in [
        (sinks, window, &measured[..half]),
        (0, 8, &measured[half..]),
    ] {
        let mut weights = weights.clone();
        let places: Vec<usize> = (0..64).map(|place| 7.min(place)).collect();
        weights.positions = weights.positions.map(|all| all.select(Axis(0), &places));
        let masked = Masked { sinks, window };
        let model = Model::new(config.clone(), weights, Box::new(masked)).unwrap();
        let run = model.forward(tokens.view(), &mut model.cache(1), Observe::default());
        let logits: Vec<f32> = run.unwrap().logits.iter().copied().collect();
        assert!(crate::distance(measured, &logits) < 1e-3);
    }

    // Over many texts it needs its sinks: a tenth of a nat and more, as measured.
    assert_eq!(fact(&trace, "lossHeldOutTexts"), 24.0);
    let [whole, with_sinks, alone] = data(&trace, "lossHeldOut")[..] else {
        panic!("three ways")
    };
    assert!(whole + 0.1 < with_sinks && with_sinks + 0.1 < alone);
}

#[test]
fn a_window_of_nothing_and_too_many_sinks_are_refused() {
    for cache in [ring(0, 0), ring(6, 5), ring(0, 65)] {
        let refused = TraceBuilder::new(&crate::request(|request| request.cache = Some(cache)));
        assert_eq!(refused.unwrap_err().code(), ErrorCode::BadSetting);
    }
}
