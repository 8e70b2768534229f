//! The columns of Q, K and V part into heads: no arithmetic, the same numbers indexed anew.

use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::heads::split;
use headwise_core::trace::Role;
use headwise_core::trace::build::{read, rule, var};
use ndarray::Array2;

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    for (name, symbol, role, axis, whole, heads, step) in [
        (
            "qHeads",
            "Q_h",
            Role::Query,
            "head",
            "q",
            layer.heads,
            "splitQueries",
        ),
        (
            "kHeads",
            "K_h",
            Role::Key,
            "kvHead",
            "k",
            layer.kv_heads,
            "splitKeys",
        ),
        (
            "vHeads",
            "V_h",
            Role::Value,
            "kvHead",
            "v",
            layer.kv_heads,
            "splitValues",
        ),
    ] {
        let values: Array2<f64> = recorder.values(whole);
        let column = var("h") * layer.head_dim() + var("d");
        let meaning = Meaning {
            name,
            symbol,
            role,
            axes: &[axis, "token", "dim"],
            rule: rule(["h", "i", "d"], read(whole, [var("i"), column])),
        };
        recorder.tensor(meaning, &split(values.view(), heads)?.into_owned());
        recorder.step(step, &[name]);
    }
    Ok(())
}
