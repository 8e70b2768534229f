//! The columns of Q, K and V part into heads: no arithmetic, the same numbers indexed anew.

use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::trace::Role;
use headwise_core::trace::build::{read, rule, var};

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
        let (columns, width) = (recorder.cells::<2>(whole), layer.head_dim());
        let shape = [heads, columns.shape[0], width];
        let parted = Cells::from_places(shape, &mut |[h, i, d]| columns[[i, h * width + d]]);
        let column = var("h") * width + var("d");
        let meaning = Meaning {
            name,
            symbol,
            role,
            axes: &[axis, "token", "dim"],
            rule: rule(["h", "i", "d"], read(whole, [var("i"), column])),
        };
        recorder.tensor(meaning, &parted);
        recorder.step(step, &[name]);
    }
    Ok(())
}
