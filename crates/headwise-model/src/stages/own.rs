//! Q, K and V as the caller gave them, head by head.

use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::heads::concat;
use headwise_core::trace::Role;
use headwise_core::trace::build::input;
use ndarray::ArrayView3;

/// Records `[token, wide]`, as projections are, so that what follows is the same.
pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let (n, d_k) = (layer.tokens(), layer.head_dim());
    for (name, symbol, role, axis, heads) in [
        ("q", "Q", Role::Query, "wide", layer.heads),
        ("k", "K", Role::Key, "kvWide", layer.kv_heads),
        ("v", "V", Role::Value, "kvWide", layer.kv_heads),
    ] {
        let given = layer.own.as_ref().and_then(|own| own.named(name));
        let heads = ArrayView3::from_shape((heads, n, d_k), given.unwrap_or_default());
        // The shapes were judged with the request.
        let Ok(heads) = heads else { continue };
        let meaning = Meaning {
            name,
            symbol,
            role,
            axes: &["token", axis],
            rule: input(["i", "c"]),
        };
        recorder.tensor(meaning, &concat(heads).into_owned());
    }
    Ok(())
}
