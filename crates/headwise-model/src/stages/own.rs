//! Q, K and V as the caller gave them, head by head.

use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::trace::Role;
use headwise_core::trace::build::input;

/// Records `[token, wide]`, as projections are, so that what follows is the same.
pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let (n, d_k) = (layer.tokens(), layer.head_dim());
    for (name, symbol, role, axis, heads) in [
        ("q", "Q", Role::Query, "wide", layer.heads),
        ("k", "K", Role::Key, "kvWide", layer.kv_heads),
        ("v", "V", Role::Value, "kvWide", layer.kv_heads),
    ] {
        let given = layer.own.as_ref().and_then(|own| own.named(name));
        // Its length was judged with the request.
        let Some(given) = given else { continue };
        let side_by_side = Cells::from_places([n, heads * d_k], &mut |[i, c]| {
            f64::from(given[(c / d_k * n + i) * d_k + c % d_k])
        });
        let meaning = Meaning {
            name,
            symbol,
            role,
            axes: &["token", axis],
            rule: input(["i", "c"]),
        };
        recorder.tensor(meaning, &side_by_side);
    }
    Ok(())
}
